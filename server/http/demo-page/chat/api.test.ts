import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChatEvent } from '../../../../contract/chat.ts'
import { createApi } from './api.js'

type Answer = (url: URL, init: RequestInit) => Response | Promise<Response>

const message = { userId: 'u', conversationId: 'c', messageId: 'm', text: 'Bonjour' }

function createTestApi(answer: Answer, options: { online?: boolean; stallMilliseconds?: number } = {}) {
  return createApi({
    fetch: async (url, init) => answer(new URL(String(url)), init ?? {}),
    base: 'https://site.example/proxy/api/',
    language: () => 'fr',
    isOnline: () => options.online ?? true,
    now: () => 0,
    ...(options.stallMilliseconds ? { stallMilliseconds: options.stallMilliseconds } : {}),
  })
}

async function send(answer: Answer, options: Parameters<typeof createTestApi>[1] = {}) {
  const events: ChatEvent[] = []
  const api = createTestApi(answer, options)
  const failure = await api.sendMessage(message, event => events.push(event), new AbortController().signal)
  return { events, failure }
}

const stream = (...pieces: string[]): Response => {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece))
      controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
}
const reply = { message: 'Salut', agent: 'audrey', message_id: 'm', conversation_id: 'c', sources: [] }

describe('the panel’s API', () => {
  it('sends the contract’s members and asks for a stream', async () => {
    const { events, failure } = await send((url, init) => {
      assert.equal(url.href, 'https://site.example/proxy/api/chat')
      assert.equal(init.credentials, 'omit')
      assert.equal(new Headers(init.headers).get('accept'), 'text/event-stream')
      assert.deepEqual(JSON.parse(String(init.body)), {
        user_id: 'u',
        conversation_id: 'c',
        message_id: 'm',
        message: 'Bonjour',
      })
      return stream(
        'event: delta\ndata: {"text":"Sa',
        `lut"}\n\nevent: done\ndata: ${JSON.stringify(reply)}\n\n`,
      )
    })
    assert.equal(failure, null)
    assert.deepEqual(
      events.map(event => event.type),
      ['delta', 'done'],
    )
  })

  it('reads over events it does not know and events it cannot read', async () => {
    const noise =
      'event: novelty\ndata: {}\n\nevent: delta\ndata: not json\n\nevent: delta\ndata: [1]\n\nevent: constructor\ndata: {}\n\n'
    const { events } = await send(() => stream(noise, `event: done\ndata: ${JSON.stringify({ reply })}\n\n`))
    assert.deepEqual(
      events.map(event => event.type),
      ['done'],
    )
  })

  it('says that the line was cut when the stream ends before its end', async () => {
    const { failure } = await send(() => stream('event: accepted\ndata: {}\n\n'))
    assert.deepEqual(failure, { kind: 'cut' })
  })

  it('says that the line was cut when nothing comes any more', async () => {
    const silent = new ReadableStream({ start: controller => controller.enqueue(new Uint8Array([58, 10])) })
    const { failure } = await send(
      (_url, { signal }) => {
        signal?.addEventListener('abort', () => silent.cancel().catch(() => {}))
        return new Response(silent.pipeThrough(new TransformStream(), signal ? { signal } : {}), {
          headers: { 'content-type': 'text/event-stream' },
        })
      },
      { stallMilliseconds: 20 },
    )
    assert.deepEqual(failure, { kind: 'cut' })
  })

  it('takes a JSON reply where a proxy gave no stream', async () => {
    const { events, failure } = await send(() => Response.json(reply))
    assert.equal(failure, null)
    assert.equal(events[0]?.type, 'done')
  })

  it('tells a limit, an outage, no network and an unreachable server apart', async () => {
    const limited = await send(() => new Response('{}', { status: 429, headers: { 'retry-after': '7' } }))
    assert.deepEqual(limited.failure, { kind: 'rate_limited', retryAfter: 7 })
    const down = await send(() => new Response('<html>', { status: 502 }))
    assert.deepEqual(down.failure, { kind: 'unavailable' })
    const unreachable = () => Promise.reject(new TypeError('failed'))
    assert.deepEqual((await send(unreachable)).failure, { kind: 'unreachable' })
    assert.deepEqual((await send(unreachable, { online: false })).failure, { kind: 'offline' })
  })

  it('keeps the sources that can be shown', async () => {
    const sources = [{ title: 'T', quote: 'Q', page: 2 }, null, 7, {}, { title: 'T2', page: 'x', url: 3 }]
    const { events } = await send(() => Response.json({ ...reply, sources }))
    const [event] = events
    assert.deepEqual(event?.type === 'done' && event.reply.sources, [
      { document: '', title: 'T', quote: 'Q', page: 2 },
      { document: '', title: 'T2', quote: '' },
    ])
  })

  it('gives null for a team or a history that cannot be read', async () => {
    for (const answer of [
      () => Response.json({}),
      () => new Response('x'),
      () => new Response('', { status: 503 }),
    ]) {
      const api = createTestApi(answer)
      assert.equal(await api.loadConfig(), null)
      assert.equal(await api.loadHistory(message), null)
    }
  })
})
