import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { toRawRequest } from '../testing/raw-request.ts'
import { decodeEvents } from '../testing/read-events.ts'
import { createScriptedTurns, toEvents } from '../testing/scripted-turns.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'

const good = { user_id: 'alice', conversation_id: 'conv-456', message: 'Bonjour' }
const stream = { accept: 'text/event-stream' }

/** Opens a stream and resolves at the reply's first bytes. */
async function openStream(app: TestApp, lines: string[] = []): Promise<{ socket: Socket; text: string }> {
  const socket = connect(app.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    toRawRequest(
      'POST /api/chat HTTP/1.1',
      ['Content-Type: application/json', 'Accept: text/event-stream', ...lines],
      JSON.stringify(good),
    ),
  )
  const [first] = (await once(socket, 'data')) as [Buffer]
  return { socket, text: first.toString() }
}

describe('POST /api/chat as a stream (trust.md c 26–31)', () => {
  it('tells the turn in order and ends with the reply that JSON would have been', async () => {
    await using app = await startTestApp()
    const reply = await app.post('/api/chat', good, stream)
    const events = decodeEvents(await reply.text())
    assert.deepEqual(
      events.map(event => event.event),
      ['accepted', 'agent', 'sources', 'delta', 'done'],
    )
    assert.deepEqual(
      events.map(event => event.id),
      ['1', '2', '3', '4', '5'],
    )
    assert.deepEqual(JSON.parse(events[3]?.data ?? ''), { text: 'Bonjour !' })
    assert.deepEqual(JSON.parse(events[4]?.data ?? ''), await (await app.post('/api/chat', good)).json())
    assert.equal(reply.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(reply.headers.get('cache-control'), 'no-store')
    assert.equal(reply.headers.get('x-accel-buffering'), 'no')
    assert.equal(reply.headers.get('ratelimit'), '"turns";r=7;t=41')
    assert.equal(reply.headers.get('access-control-allow-origin'), '*')
  })

  it('tells the turn who reads along, who sees nothing before all is there, and who waits for 15 s (v1)', async () => {
    const turns = createScriptedTurns()
    await using app = await startTestApp({ turns })
    await (await app.post('/api/chat', good, stream)).text()
    await app.post('/api/chat', good)
    await app.post('/webhook/chat', { userId: 'alice', conversationId: 'conv-456', message: 'Bonjour' })
    assert.deepEqual(
      turns.requests.map(({ delivery }) => delivery),
      ['streamed', 'whole', 'soon'],
    )
  })

  it('26: answers JSON before any stream when the request is refused', async () => {
    const turns = createScriptedTurns()
    turns.begin = async () => {
      throw new AppError('rate_limited', { retryAfter: 12.2 })
    }
    await using app = await startTestApp({ turns })
    const invalid = await app.post('/api/chat', { ...good, message: 7 }, stream)
    const limited = await app.post('/api/chat', good, stream)
    assert.deepEqual([invalid.status, limited.status], [422, 429])
    assert.equal(limited.headers.get('retry-after'), '13')
    for (const reply of [invalid, limited])
      assert.match(String(reply.headers.get('content-type')), /^application\/json/)
  })

  it('27: text cannot forge an event', async () => {
    const texts = ['\n\nevent: pwned\ndata: x\n\n', 'a\rb\r\rdata: y', '\r\n']
    await using app = await startTestApp({ turns: createScriptedTurns(request => toEvents(request, texts)) })
    const events = decodeEvents(await (await app.post('/api/chat', good, stream)).text())
    assert.deepEqual(
      events.map(event => event.event),
      ['accepted', 'agent', 'sources', 'delta', 'done'],
    )
    assert.equal(JSON.parse(events[3]?.data ?? '').text, texts.join(''))
  })

  it('28: emoji cut anywhere arrive whole', async () => {
    const text = '👩🏽‍🎨✨é'
    const halves = Array.from({ length: text.length }, (_, at) => text[at] ?? '')
    const turns = createScriptedTurns(async function* (request) {
      for (const event of toEvents(request, halves)) {
        yield event
        await new Promise(setImmediate)
      }
    })
    await using app = await startTestApp({ turns })
    const deltas = decodeEvents(await (await app.post('/api/chat', good, stream)).text()).filter(
      one => one.event === 'delta',
    )
    assert.ok(deltas.length > 1)
    const received = deltas.map(one => JSON.parse(one.data).text as string).join('')
    assert.equal(received, text)
    assert.ok(!received.includes('\ufffd'))
  })

  it('30: closes on a reader that never reads, long before the turn has said everything', async () => {
    const chunk = 'x'.repeat(64 * 1024)
    const closed = Promise.withResolvers<void>()
    let said = 0
    const turns = createScriptedTurns(async function* (request) {
      const [accepted, ...rest] = toEvents(request, [])
      if (accepted) yield accepted
      for (; said < 1000; said++) {
        yield { type: 'delta', text: chunk }
        await new Promise(setImmediate)
        if (open.at(-1) === 0) closed.resolve()
      }
      yield* rest
    })
    const open: number[] = []
    await using app = await startTestApp({ turns, onStreamsChange: count => open.push(count) })
    const { socket } = await openStream(app)
    socket.pause()
    await closed.promise
    const saidUntilClosed = said
    while (turns.ended.length === 0) await new Promise(setImmediate)
    // 64 MB were said to the end; what was held is the kernel's buffers and 32 kB.
    assert.ok(saidUntilClosed < 300, `${saidUntilClosed} of ${said}`)
    assert.equal(app.log.find(line => line.message === 'request')?.aborted, true)
    socket.destroy()
  })

  it('31: of 200 streams from one address opens 8, and gives their places back', async () => {
    const finish = Promise.withResolvers<void>()
    const turns = createScriptedTurns(async function* (request) {
      const events = toEvents(request, ['Bonjour'])
      yield* events.slice(0, 1)
      await finish.promise
      yield* events.slice(1)
    })
    await using app = await startTestApp({ turns, config: { trustProxy: false } })
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) => openStream(app, [`X-Forwarded-For: 203.0.113.${index}`])),
    )
    const statuses = replies.map(reply => reply.text.slice(9, 12))
    assert.equal(statuses.filter(status => status === '200').length, 8)
    assert.equal(statuses.filter(status => status === '429').length, 192)
    const refused = replies.find(reply => reply.text.startsWith('HTTP/1.1 429'))?.text ?? ''
    assert.match(refused, /retry-after: 5\r\n/i)
    assert.match(refused, /"code":"too_many_streams"/)
    assert.equal(turns.requests.length, 8)
    const closed = replies.map(reply => (reply.socket.destroyed ? undefined : once(reply.socket, 'close')))
    finish.resolve()
    await Promise.all(closed)
    assert.equal((await app.post('/api/chat', good, stream)).status, 200)
  })

  it('31: counts visitors behind a trusted proxy by their own address', async () => {
    const finish = Promise.withResolvers<void>()
    const turns = createScriptedTurns(async function* (request) {
      const events = toEvents(request, [])
      yield* events.slice(0, 1)
      await finish.promise
      yield* events.slice(1)
    })
    const opened: number[] = []
    await using app = await startTestApp({
      turns,
      config: { maxStreamsPerAddress: 1 },
      onStreamsChange: open => opened.push(open),
    })
    for (const address of ['203.0.113.1', '::ffff:203.0.113.2', '2001:db8::1', '2001:db8:0:1::1']) {
      const { text } = await openStream(app, [`X-Forwarded-For: ${address}`])
      assert.match(text, /^HTTP\/1\.1 200/)
    }
    for (const address of ['203.0.113.2', '2001:db8::ffff']) {
      assert.match((await openStream(app, [`X-Forwarded-For: ${address}`])).text, /^HTTP\/1\.1 429/)
    }
    assert.deepEqual(opened, [1, 2, 3, 4])
    finish.resolve()
  })

  it('ends with an error event of our own words when the turn breaks, and logs why', async () => {
    const turns = createScriptedTurns(async function* (request) {
      yield* toEvents(request, []).slice(0, 1)
      throw new Error('password=hunter2 at /srv/secret')
    })
    await using app = await startTestApp({ turns })
    const text = await (await app.post('/api/chat', good, { ...stream, 'accept-language': 'en' })).text()
    const last = decodeEvents(text).at(-1)
    assert.equal(last?.event, 'error')
    assert.deepEqual(JSON.parse(last?.data ?? ''), {
      code: 'internal',
      message: 'Something went wrong on our side. Please try again in a moment.',
    })
    assert.doesNotMatch(text, /hunter2|secret/)
    const plain = await app.post('/api/chat', good)
    assert.equal(plain.status, 500)
    assert.doesNotMatch(await plain.text(), /hunter2|secret/)
    assert.equal(app.log.filter(line => line.level === 'ERROR' && line.code === 'internal').length, 2)
  })
})
