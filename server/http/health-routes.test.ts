import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Health } from '../../contract/health.ts'
import { sendRaw, toRawRequest } from '../testing/raw-request.ts'
import { startTestApp } from '../testing/start-test-app.ts'
import type { ServiceReport } from './app-deps.ts'

const services = { database: true, openrouter: true, openai: true, cohere: true }

describe('health (trust.md c 36–38)', () => {
  it('says how it is in the words of the contract', async () => {
    await using app = await startTestApp()
    const reply = await fetch(`${app.url}/health`)
    assert.equal(reply.status, 200)
    assert.deepEqual(Health.parse(await reply.json()), {
      status: 'healthy',
      timestamp: '2026-01-01T00:00:00.000Z',
      version: '1.2.3',
      services: { ...services, supabase: true },
    })
    assert.equal(reply.headers.get('cache-control'), 'no-store')
  })

  it('36: has no more to say to who asks more', async () => {
    await using app = await startTestApp()
    const plain = await (await fetch(`${app.url}/health`)).text()
    assert.equal(await (await fetch(`${app.url}/health?verbose=1&debug=true`)).text(), plain)
    for (const target of ['/health/env', '/health/../.env', '/.env', '/health/', '/actuator/env']) {
      const reply = await sendRaw(app.port, toRawRequest(`GET ${target} HTTP/1.1`))
      assert.equal(reply.status, 404, target)
      assert.doesNotMatch(reply.body, /env/)
    }
    assert.equal((await sendRaw(app.port, toRawRequest('TRACE /health HTTP/1.1'))).status, 405)
  })

  it('37: is 503 within 2 s when the database is down, slow or its check fails', async () => {
    const checks: (() => Promise<ServiceReport>)[] = [
      async () => ({ degraded: true, services: { ...services, database: false } }),
      () => Promise.reject(new Error('connection refused to db.internal')),
      () => new Promise(() => {}),
    ]
    for (const health of checks) {
      await using app = await startTestApp({ health })
      const start = performance.now()
      const reply = await fetch(`${app.url}/health`)
      const text = await reply.text()
      assert.ok(performance.now() - start < 2000)
      assert.deepEqual([reply.status, JSON.parse(text).status], [503, 'unhealthy'])
      assert.doesNotMatch(text, /refused|internal/)
      assert.equal((await fetch(`${app.url}/ready`)).status, 503)
    }
  })

  it('37: is 200 and degraded when a provider is down', async () => {
    await using app = await startTestApp({
      health: async () => ({ degraded: true, services: { ...services, openrouter: false } }),
    })
    const reply = await fetch(`${app.url}/health`)
    assert.deepEqual([reply.status, ((await reply.json()) as Health).status], [200, 'degraded'])
    assert.equal((await fetch(`${app.url}/ready`)).status, 200)
  })

  it('38: a thousand questions cost the services one a second', async () => {
    let asked = 0
    await using app = await startTestApp({
      health: async () => {
        asked++
        return { degraded: false, services }
      },
    })
    const start = performance.now()
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(Array.from({ length: 50 }, async () => (await fetch(`${app.url}/health`)).text()))
    }
    assert.ok(asked <= 1 + (performance.now() - start) / 1000, String(asked))
  })

  it('gives Prometheus its text, at its own address only', async () => {
    await using app = await startTestApp()
    const reply = await fetch(`${app.url}/metrics`)
    assert.match(String(reply.headers.get('content-type')), /^text\/plain; version=0\.0\.4/)
    assert.equal(await reply.text(), 'turns_total 0\n')
    assert.equal(reply.headers.get('access-control-allow-origin'), null)
    assert.equal((await fetch(`${app.url}/api/v2/metrics`)).status, 404)
  })
})
