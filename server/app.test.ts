import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { toRawRequest } from './testing/raw-request.ts'
import { createScriptedTurns, toEvents } from './testing/scripted-turns.ts'
import { startTestApp } from './testing/start-test-app.ts'

const good = { user_id: 'alice', conversation_id: 'conv-456', message: 'Mon secret est rouge' }

/** Whether anybody listens on a port of this machine. */
const accepts = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

describe('the app', () => {
  it('names itself at / to a program, and shows the demo page to a browser', async () => {
    await using app = await startTestApp()
    const card = (await (await fetch(app.url)).json()) as Record<string, unknown>
    assert.deepEqual([card.name, card.version, card.docs], ['Équipe', '1.2.3', '/docs'])
    const page = await fetch(app.url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    assert.match(String(page.headers.get('content-type')), /^text\/html/)
    assert.match(String(page.headers.get('content-security-policy')), /script-src 'self'/)
    assert.equal(page.headers.get('vary'), 'Accept')
  })

  it('answers under /api/v2/ what it answers elsewhere', async () => {
    await using app = await startTestApp()
    assert.equal((await app.post('/api/v2/chat', good)).status, 200)
    for (const path of [
      '/api/v2/health',
      '/api/health',
      '/api/v2/openapi.json',
      '/api/v2/docs',
      '/api/v2/widget/config',
    ]) {
      assert.equal((await fetch(`${app.url}${path}`)).status, 200, path)
    }
    const v1 = await app.post('/api/v2/webhook/chat', { conversationId: 'c', userId: 'u', message: 7 })
    assert.equal(((await v1.json()) as { error: unknown }).error, true)
  })

  it('puts the security headers on every reply, errors and odd addresses included', async () => {
    await using app = await startTestApp()
    for (const path of [
      '/',
      '/health',
      '/nothing',
      '/%zz',
      '/api/rate-limit/%ff',
      '/docs',
      '/docs/static/swagger-ui.css',
      '/api/chat',
    ]) {
      const { headers } = await fetch(`${app.url}${path}`)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
      assert.ok(headers.get('referrer-policy'), path)
      assert.match(
        String(headers.get('content-security-policy')),
        /default-src 'none'.*frame-ancestors '(none|self)'/,
        path,
      )
      assert.ok(headers.get('x-request-id'), path)
      assert.equal(headers.get('x-powered-by') ?? headers.get('server'), null)
    }
  })

  it('logs one line a request, with nothing that anybody wrote', async () => {
    const done: unknown[] = []
    await using app = await startTestApp({
      onRequestDone: request => done.push([request.route, request.status]),
    })
    const reply = await app.post(
      '/api/chat?token=hunter2',
      { ...good, conversation_id: 'conv-private' },
      { 'x-request-id': 'trace-7' },
    )
    await reply.text()
    await (await fetch(`${app.url}/api/conversations/%zz/hunter2`)).text()
    await (await fetch(`${app.url}/hunter2?user_id=alice`)).text()
    while (app.log.length < 3) await new Promise(setImmediate)
    const [first, ...rest] = app.log.map(({ ms, ...line }) => {
      assert.equal(typeof ms, 'number')
      return line
    })
    assert.deepEqual(first, {
      level: 'INFO',
      message: 'request',
      method: 'POST',
      route: '/api/chat',
      status: 200,
      request_id: 'trace-7',
    })
    assert.deepEqual(
      rest.map(line => [line.level, line.route, line.status]),
      [
        ['INFO', 'unknown', 400],
        ['INFO', 'unknown', 404],
      ],
    )
    assert.doesNotMatch(JSON.stringify(app.log), /hunter2|secret|rouge|alice|private|127\.0\.0\.1/)
    assert.deepEqual(done, [
      ['/api/chat', 200],
      ['unknown', 400],
      ['unknown', 404],
    ])
  })

  it('as a shutdown begins: is not ready, but takes the turns of a proxy that has not noticed yet', async () => {
    await using app = await startTestApp({ isShuttingDown: () => true })
    const ready = await fetch(`${app.url}/ready`)
    assert.deepEqual([ready.status, ready.headers.get('retry-after')], [503, '5'])
    assert.equal((await fetch(`${app.url}/health`)).status, 200)
    assert.equal((await app.post('/api/chat', good)).status, 200)
  })

  it('while it closes: begins no turn, still answers the rest', async () => {
    await using app = await startTestApp({ isShuttingDown: () => true, isClosing: () => true })
    assert.equal((await fetch(`${app.url}/ready`)).status, 503)
    assert.equal((await fetch(`${app.url}/health`)).status, 200)
    for (const accept of ['application/json', 'text/event-stream']) {
      const reply = await app.post('/api/chat', good, { accept })
      assert.deepEqual([reply.status, reply.headers.get('retry-after')], [503, '5'])
      assert.equal(((await reply.json()) as { code: string }).code, 'shutting_down')
    }
    while (app.log.length < 4) await new Promise(setImmediate)
    assert.deepEqual(
      app.log.map(({ level, route, status }) => [level, route, status]),
      [
        ['WARNING', '/ready', 503],
        ['INFO', '/health', 200],
        ['WARNING', '/api/chat', 503],
        ['WARNING', '/api/chat', 503],
      ],
    )
  })

  it('logs a 503 that nobody chose as an error', async () => {
    await using app = await startTestApp({ health: () => Promise.reject(new Error('gone')) })
    assert.equal((await fetch(`${app.url}/ready`)).status, 503)
    while (app.log.length < 1) await new Promise(setImmediate)
    assert.deepEqual([app.log[0]?.level, app.log[0]?.route], ['ERROR', '/ready'])
  })

  it('closes only when every turn has ended, also one whose visitor left', async () => {
    const started = Promise.withResolvers<void>()
    const finish = Promise.withResolvers<void>()
    const turns = createScriptedTurns(async function* (request) {
      const events = toEvents(request, [])
      yield* events.slice(0, 1)
      started.resolve()
      await finish.promise
      yield* events.slice(1)
    })
    const app = await startTestApp({ turns })
    const socket = connect(app.port, '127.0.0.1')
    socket.write(
      toRawRequest(
        'POST /api/chat HTTP/1.1',
        ['Content-Type: application/json', 'Accept: text/event-stream'],
        JSON.stringify(good),
      ),
    )
    await started.promise
    socket.destroy()
    const endedAtClose = app.close().then(() => turns.ended.length)
    // The door is shut: all that the app still waits for is the turn.
    while (await accepts(app.port)) await new Promise(setImmediate)
    finish.resolve()
    assert.equal(await endedAtClose, 1)
  })
})
