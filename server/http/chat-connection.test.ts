import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import type { ErrorBody } from '../../contract/error.ts'
import { sendRaw, toRawRequest } from '../testing/raw-request.ts'
import { createScriptedTurns, toEvents } from '../testing/scripted-turns.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

const body = JSON.stringify({ user_id: 'alice', conversation_id: 'conv-456', message: 'Bonjour' })
const json = 'Content-Type: application/json'

describe('POST /api/chat, connections (trust.md c 19–24)', () => {
  let app: TestApp
  before(async () => {
    app = await startTestApp({ config: { allowedOrigins: ['https://site.example'] } })
  })
  after(() => app.close())
  const send = (requestLine: string, lines: string[] = [], text = '') =>
    sendRaw(app.port, toRawRequest(requestLine, lines, text))

  for (const accept of ['application/json', 'text/event-stream']) {
    it(`19: a turn goes on to its end when the client has gone (${accept})`, async () => {
      const started = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      const ended = Promise.withResolvers<void>()
      const open: number[] = []
      const turns = createScriptedTurns(async function* (request) {
        const events = toEvents(request, ['Bonjour'])
        for (const event of events.slice(0, 2)) yield event
        started.resolve()
        await gone.promise
        yield* events.slice(2)
        ended.resolve()
      })
      await using other = await startTestApp({ turns, onStreamsChange: count => open.push(count) })
      const socket = connect(other.port, '127.0.0.1')
      socket.write(toRawRequest('POST /api/chat HTTP/1.1', [json, `Accept: ${accept}`], body))
      await started.promise
      socket.destroy()
      await once(socket, 'close')
      while (!other.log.some(line => line.aborted)) await new Promise(setImmediate)
      if (accept === 'text/event-stream') assert.deepEqual(open, [1, 0])
      gone.resolve()
      await ended.promise
      assert.equal((await other.post('/api/chat', body)).status, 200)
      assert.equal(turns.ended.length, 2)
    })
  }

  it('20: gives up on a body that drips, with 408', async () => {
    await using other = await startTestApp({ config: { requestTimeoutSeconds: 1 } })
    const socket = connect(other.port, '127.0.0.1')
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.write(toRawRequest('POST /api/chat HTTP/1.1', [json, 'Content-Length: 500']))
    const drip = setInterval(() => socket.write('{'), 100)
    await once(socket, 'close')
    clearInterval(drip)
    assert.match(text, /^HTTP\/1\.1 408 Request Timeout\r\n/)
    assert.equal((JSON.parse(text.split('\r\n\r\n')[1] ?? '') as ErrorBody).code, 'request_timeout')
    assert.equal((await other.post('/api/chat', body)).status, 200)
  })

  it('21: answers 417 to an unknown Expect, goes on with 100-continue', async () => {
    const reply = await send('POST /api/chat HTTP/1.1', [json, 'Expect: banana'], body)
    assert.deepEqual([reply.status, (JSON.parse(reply.body) as ErrorBody).code], [417, 'expectation_failed'])
    assert.equal((await send('POST /api/chat HTTP/1.1', [json, 'Expect: 100-continue'], body)).status, 200)
  })

  it('21: answers 431 to headers of 20 kB, and takes 300 of them', async () => {
    const large = await send('POST /api/chat HTTP/1.1', [json, `X-Large: ${'x'.repeat(20_000)}`], body)
    assert.equal(large.status, 431)
    assert.match(large.body, /"code":"too_large"/)
    const many = Array.from({ length: 300 }, (_, index) => `X-H${index}: 1`)
    assert.equal((await send('POST /api/chat HTTP/1.1', [json, ...many], body)).status, 200)
  })

  it('22: names only a listed origin to browsers, and never allows credentials', async () => {
    for (const origin of [
      'null',
      'https://evil.example',
      'https://site.example.evil.example',
      'http://site.example',
    ]) {
      const { status, headers } = await send('POST /api/chat HTTP/1.1', [json, `Origin: ${origin}`], body)
      assert.deepEqual(
        [status, headers['access-control-allow-origin'], headers.vary],
        [200, undefined, 'Origin'],
      )
    }
    const { headers } = await send('POST /api/chat HTTP/1.1', [json, 'Origin: https://site.example'], body)
    assert.equal(headers['access-control-allow-origin'], 'https://site.example')
    assert.equal(headers['access-control-allow-credentials'], undefined)
    assert.match(String(headers['access-control-expose-headers']), /RateLimit, RateLimit-Policy.*Retry-After/)
  })

  it('22: answers a preflight with what the API takes, to listed origins only', async () => {
    const preflight = (origin: string) =>
      send('OPTIONS /api/v2/chat HTTP/1.1', [`Origin: ${origin}`, 'Access-Control-Request-Method: POST'])
    const { status, headers } = await preflight('https://site.example')
    assert.equal(status, 204)
    assert.equal(headers['access-control-allow-methods'], 'POST, OPTIONS')
    assert.match(String(headers['access-control-allow-headers']), /Content-Type.*Idempotency-Key/)
    const other = await preflight('https://evil.example')
    assert.deepEqual([other.status, other.headers['access-control-allow-methods']], [204, undefined])
  })

  it('22: lets any site in when every origin is allowed, still without credentials', async () => {
    await using open = await startTestApp()
    const { headers } = await open.post('/api/chat', body, { origin: 'https://anyone.example' })
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('access-control-allow-credentials'), null)
  })

  it('23: finds the same route and checks behind other spellings of its address, or none', async () => {
    for (const target of ['http://localhost/api/chat', '/api/%63hat', '/api/chat?x=1', '/api/v2/chat']) {
      assert.equal((await send(`POST ${target} HTTP/1.1`, [json], body)).status, 200, target)
      assert.equal((await send(`POST ${target} HTTP/1.1`, [json], '{}')).status, 422, target)
      assert.equal(
        (await send(`POST ${target} HTTP/1.1`, ['Content-Type: text/plain'], body)).status,
        415,
        target,
      )
    }
    for (const target of [
      '//api/chat',
      '/api/chat;a=b',
      '/api//chat',
      '/API/CHAT',
      '/api/chat/',
      '/api/./chat',
      '*',
    ]) {
      const reply = await send(`POST ${target} HTTP/1.1`, [json], body)
      assert.ok([400, 404].includes(reply.status), `${target} ${reply.status}`)
      assert.match(String(reply.headers['content-type']), /^application\/json/)
    }
  })

  it('24: says which methods an address takes', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'HEAD']) {
      const reply = await send(`${method} /api/chat HTTP/1.1`)
      assert.deepEqual([reply.status, reply.headers.allow], [405, 'POST, OPTIONS'], method)
    }
    assert.equal((await send('TRACE /health HTTP/1.1')).status, 405)
    assert.equal((await send('GET /nothing HTTP/1.1')).status, 404)
    assert.equal((await send('POST /nothing HTTP/1.1', ['Content-Type: text/plain'], 'x')).status, 404)
    assert.equal((await send('OPTIONS /nothing HTTP/1.1')).status, 404)
  })

  it('24: answers what is no HTTP with 400 in the same shape', async () => {
    for (const text of [
      'HELLO\r\n\r\n',
      'BREW /api/chat HTTP/1.1\r\n\r\n',
      'POST /api/chat HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
    ]) {
      const reply = await sendRaw(app.port, text)
      assert.deepEqual([reply.status, (JSON.parse(reply.body) as ErrorBody).code], [400, 'malformed'])
    }
  })
})
