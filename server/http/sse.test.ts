import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ChatEvent, Source } from '../../contract/chat.ts'
import { decodeEvents } from '../testing/read-events.ts'
import { encodeEvent, mergeDeltas, wantsEventStream } from './sse.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      ':',
      ' ',
      'data: x',
      'event: pwned',
      'id: 9',
      '\u2028',
      '\ud83d',
      '\0',
    ),
  }),
)

describe('server-sent events', () => {
  it('27: no text, whatever its line ends, forges an event or loses a character', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), texts => {
        const sent = texts.map((text, index) => encodeEvent({ type: 'delta', text }, index + 1)).join('')
        const received = decodeEvents(sent)
        assert.deepEqual(
          received.map(({ id, event, data }) => ({ id, event, text: JSON.parse(data).text })),
          texts.map((text, index) => ({ id: String(index + 1), event: 'delta', text })),
        )
      }),
    )
  })

  it('writes a delta as it writes any other event', () => {
    const slow = (event: Extract<ChatEvent, { type: 'delta' }>, id: number) => {
      const { type, ...data } = event
      return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
    }
    fc.assert(
      fc.property(anyText, fc.nat(), (text, id) => {
        assert.equal(encodeEvent({ type: 'delta', text }, id), slow({ type: 'delta', text }, id))
      }),
    )
  })

  it('merges neighbouring deltas without changing what is said or the order of the rest', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constant('delta' as const), text: anyText }),
      fc.record({ type: fc.constant('sources' as const), sources: fc.constant<Source[]>([]) }),
    )
    const toText = (events: ChatEvent[]) =>
      events.map(one => (one.type === 'delta' ? one.text : `<${one.type}>`)).join('')
    fc.assert(
      fc.property(fc.array(event), events => {
        const merged = mergeDeltas(events)
        assert.equal(toText(merged), toText(events))
        assert.ok(!merged.some((one, at) => one.type === 'delta' && merged[at + 1]?.type === 'delta'))
      }),
    )
  })

  it('puts the reply itself into done', () => {
    const reply = { message: 'Oui' } as never
    assert.deepEqual(JSON.parse(decodeEvents(encodeEvent({ type: 'done', reply }, 1))[0]?.data ?? ''), {
      message: 'Oui',
    })
  })

  it('streams to who accepts a stream, and only to them', () => {
    for (const accept of [
      'text/event-stream',
      'application/json, text/event-stream',
      'TEXT/Event-Stream;q=0.5',
    ]) {
      assert.equal(wantsEventStream(accept), true, accept)
    }
    for (const accept of [
      undefined,
      '',
      '*/*',
      'application/json',
      'text/event-stream-x',
      'text/event-stream;q=0',
    ]) {
      assert.equal(wantsEventStream(accept), false, accept)
    }
  })
})
