import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../../../server/errors.ts'
import { createManualTimers } from '../../../server/testing/manual-timers.ts'
import { createScriptedTurns } from '../../../server/testing/scripted-turns.ts'
import { startTestApp } from '../../../server/testing/start-test-app.ts'
import { createApi } from './api.ts'
import type { TurnEvent } from './chat-event.ts'
import { toFailure } from './failure.ts'
import { toSources } from './to-sources.ts'

const message = { user_id: 'u', conversation_id: 'c', message_id: 'm', text: 'Bonjour' }
const reply = { message: 'Salut', agent: 'audrey', message_id: 'm', conversation_id: 'c', sources: [] }

function createTestApi(given: typeof fetch, { online = true, apiUrl = 'https://site.example/proxy/' } = {}) {
  const timers = createManualTimers()
  return {
    timers,
    ...createApi({
      fetch: given,
      apiUrl,
      language: 'fr',
      formality: 'vous',
      isOnline: () => online,
      clock: timers,
      toFailure: (response, body) => toFailure(response, body, timers.now()),
    }),
  }
}

async function send(given: typeof fetch, options?: Parameters<typeof createTestApi>[1]) {
  const events: TurnEvent[] = []
  const api = createTestApi(given, options)
  const failure = await api.sendMessage(
    Object.assign({ at: 1 }, message),
    event => events.push(event),
    new AbortController(),
  )
  assert.equal(api.timers.pending(), 0, 'no timer is left')
  return { events, failure, types: events.map(({ type }) => type) }
}

const stream = (...pieces: (string | Uint8Array)[]) => {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
      controller.close()
    },
  })
  return Promise.resolve(
    new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } }),
  )
}
const done = `event: done\ndata: ${JSON.stringify(reply)}\n\n`

describe('the panel’s API', () => {
  it('sends the contract’s members and asks for a stream, without cookies', async () => {
    const { events, failure } = await send((address, init) => {
      assert.equal(address, 'https://site.example/proxy/api/chat')
      assert.equal(init?.credentials, 'omit')
      const headers = new Headers(init?.headers)
      assert.equal(headers.get('accept'), 'text/event-stream')
      assert.equal(headers.get('accept-language'), 'fr')
      const { text, ...ids } = message
      assert.deepEqual(JSON.parse(String(init?.body)), { ...ids, message: text, formality: 'vous' })
      return stream('event: delta\ndata: {"text":"Sa', `lut"}\n\n${done}`)
    })
    assert.equal(failure, null)
    assert.deepEqual(events[0]?.text, 'Salut')
    assert.deepEqual(events[1]?.agent, 'audrey')
  })

  it('reads over events and members it does not know, and over what it cannot read', async () => {
    const noise = [
      'event: novelty\ndata: {"text":"x"}\n\n',
      'event: delta\ndata: not json\n\n',
      'event: delta\ndata: [1]\n\n',
      'event: delta\ndata: null\n\n',
      'event: delta\ndata: {"text":7}\n\n',
      'event: constructor\ndata: {}\n\n',
      'data: {"text":"no name"}\n\n',
      ': comment\n\n',
      'event: done\ndata: {}\n\n',
    ]
    const { events, failure } = await send(() =>
      stream(...noise, `event: done\ndata: ${JSON.stringify({ reply, later: true })}\n\n`),
    )
    assert.equal(failure, null)
    assert.deepEqual(
      events.filter(({ text }) => text),
      [{ type: 'done', text: 'Salut', agent: 'audrey', sources: [], code: '' }],
    )
  })

  it('says that the line was cut when the stream ends before its end', async () => {
    const { failure } = await send(() => stream('event: accepted\ndata: {}\n\n', 'event: delta\ndata: {"te'))
    assert.deepEqual(failure, { code: 'cut' })
  })

  it('gives a line up on which no byte comes for 30 s, not one on which comments come', async () => {
    let push = (_text: string) => {}
    const api = createTestApi((_address, init) => {
      const body = new ReadableStream({
        start(controller) {
          push = text => controller.enqueue(new TextEncoder().encode(text))
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
        },
      })
      return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    })
    const sent = api.sendMessage(message, () => {}, new AbortController())
    for (let count = 0; count < 8; count++) {
      await api.timers.advance(15_000)
      push(': \n\n')
    }
    await api.timers.advance(29_999)
    assert.equal(api.timers.pending(), 1)
    await api.timers.advance(1)
    assert.deepEqual(await sent, { code: 'timeout' })
  })

  it('takes a JSON reply where a proxy gave no stream', async () => {
    assert.deepEqual((await send(() => Promise.resolve(Response.json(reply)))).types, ['done'])
  })

  it('takes a page of another kind for a line that was cut', async () => {
    const page = () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }))
    assert.deepEqual((await send(page)).failure, { code: 'cut' })
  })

  it('tells no network from a server that cannot be reached', async () => {
    const refused = () => Promise.reject(new TypeError('failed'))
    assert.deepEqual((await send(refused)).failure, { code: 'unreachable' })
    assert.deepEqual((await send(refused, { online: false })).failure, { code: 'offline' })
  })

  it('keeps the sources that can be shown', async () => {
    const sources = [{ title: 'T', quote: 'Q', page: 2 }, null, 7, {}, { document: 'D', page: 'x', url: 3 }]
    const { events } = await send(() => Promise.resolve(Response.json({ ...reply, sources })))
    assert.deepEqual(JSON.parse(JSON.stringify(toSources(events[0]?.sources))), [
      { document: '', title: 'T', quote: 'Q', section: '', url: '', page: 2 },
      { document: 'D', title: 'D', quote: '', section: '', url: '' },
    ])
  })

  it('gives no team that cannot be read', async () => {
    for (const answer of [
      Response.json({}),
      new Response('x'),
      Response.json(null),
      new Response('', { status: 503 }),
    ]) {
      const api = createTestApi(() => Promise.resolve(answer.clone()))
      assert.equal(await api.loadConfig(), null)
    }
  })

  it('understands what the real server refuses', async () => {
    const refusals = {
      rate_limited: new AppError('rate_limited', { retryAfter: 42 }),
      busy: new AppError('too_many_streams', { retryAfter: 5 }),
      unavailable: new AppError('database_unavailable', { retryAfter: 2 }),
      forbidden: new AppError('forbidden'),
      failed: new AppError('internal'),
    }
    for (const [code, error] of Object.entries(refusals)) {
      await using app = await startTestApp({ turns: { begin: () => Promise.reject(error) } })
      const { failure } = await send(fetch, { apiUrl: `${app.url}/` })
      const retry_at = error.retryAfter && error.retryAfter * 1000
      assert.deepEqual(failure, { code, ...(retry_at && { retry_at }) })
    }
    await using app = await startTestApp()
    const api = createTestApi(fetch, { apiUrl: `${app.url}/` })
    const tooLong = { ...message, text: 'é'.repeat(2001) }
    const refused = await api.sendMessage(tooLong, () => {}, new AbortController())
    assert.deepEqual(refused, { code: 'refused', detail: 'Le champ « message » dépasse 2 000 caractères.' })
  })

  it('understands an error that comes in the stream', async () => {
    const turns = createScriptedTurns(function* (request) {
      yield { type: 'accepted', conversation_id: request.conversation_id, message_id: 'm' }
      throw new AppError('database_unavailable')
    })
    await using app = await startTestApp({ turns })
    const { events, failure } = await send(fetch, { apiUrl: `${app.url}/` })
    assert.equal(failure, null)
    assert.deepEqual(
      events.map(({ type, code }) => [type, code]),
      [
        ['accepted', ''],
        ['error', 'database_unavailable'],
      ],
    )
  })
})
