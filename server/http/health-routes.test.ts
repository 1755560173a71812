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

describe('who may read the metrics', () => {
  const statusOf = async (app: { port: number }, ...headers: string[]) =>
    (await sendRaw(app.port, toRawRequest('GET /metrics HTTP/1.1', headers))).status

  it('is this machine, without a token, and nobody through a proxy on it', async () => {
    for (const trustProxy of ['loopback', false, true]) {
      await using app = await startTestApp({ config: { trustProxy } })
      assert.equal(await statusOf(app), 200)
      for (const header of [
        'X-Forwarded-For: 127.0.0.1',
        'X-Forwarded-For: 203.0.113.7',
        'X-Real-IP: 127.0.0.1',
        'Forwarded: for=127.0.0.1',
        'Via: 1.1 proxy',
      ])
        assert.equal(await statusOf(app, header), 401, header)
    }
  })

  it('is who has the token, where one is set, and nobody else', async () => {
    await using app = await startTestApp({ config: { metricsToken: 'a-token-of-24-characters' } })
    const token = 'Authorization: Bearer a-token-of-24-characters'
    assert.equal(await statusOf(app, token), 200)
    assert.equal(await statusOf(app, token, 'X-Forwarded-For: 203.0.113.7'), 200)
    assert.equal(await statusOf(app), 401)
    for (const wrong of ['a-token-of-24-character', 'a-token-of-24-characters2', ''])
      assert.equal(await statusOf(app, `Authorization: Bearer ${wrong}`), 401, wrong)
  })

  it('is told what is missing, and told no metric', async () => {
    await using app = await startTestApp({ config: { metricsToken: 'a-token-of-24-characters' } })
    const reply = await fetch(`${app.url}/metrics`, { headers: { 'accept-language': 'en' } })
    const body = (await reply.json()) as { code: string; detail: string; error: string }
    assert.equal(reply.headers.get('www-authenticate'), 'Bearer realm="metrics"')
    assert.deepEqual([body.code, body.error], ['unauthorized', 'Unauthorized'])
    assert.match(body.detail, /METRICS_TOKEN/)
  })
})
