import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fastCheck from 'fast-check'
import { createSseParser } from './sse-parser.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const parse = (...pieces: (string | Uint8Array)[]) => pieces.flatMap(toPush(createSseParser()))
const toPush = (push: ReturnType<typeof createSseParser>) => (piece: string | Uint8Array) =>
  push(typeof piece === 'string' ? encode(piece) : piece)

describe('SSE parser', () => {
  it('gives an event when its empty line arrives, and not before', () => {
    const push = createSseParser()
    assert.deepEqual(push(encode('event: delta\ndata: {"text":"a"}\n')), [])
    assert.deepEqual(push(encode('\n')), [{ event: 'delta', data: '{"text":"a"}' }])
  })

  it('reads over comments, ids, retries and fields it does not know', () => {
    const stream = ': ping\n\nid: 7\nretry: 10\nnovelty: x\nnovelty\ndata: a\n\n:\n\n'
    assert.deepEqual(parse(stream), [{ event: 'message', data: 'a' }])
  })

  it('joins data lines, takes one space after the colon off, and keeps the others', () => {
    assert.deepEqual(parse('data:  a\ndata:b\ndata\n\n'), [{ event: 'message', data: ' a\nb\n' }])
  })

  it('takes CR, LF and CRLF as line ends, also when CRLF arrives in two pieces', () => {
    const expected = [{ event: 'a', data: '1' }]
    assert.deepEqual(parse('event: a\rdata: 1\r\r'), expected)
    assert.deepEqual(parse('event: a\r\ndata: 1\r\n\r\n'), expected)
    assert.deepEqual(parse('event: a\r', '\ndata: 1\r', '\n\r', '\n'), expected)
  })

  it('drops the event that the end of the stream cuts off', () => {
    assert.deepEqual(parse('data: whole\n\ndata: half\n'), [{ event: 'message', data: 'whole' }])
  })

  it('keeps line separators that are not line ends of the standard', () => {
    assert.deepEqual(parse('data: {"a":"\u2028\u2029\u0085"}\n\n'), [
      { event: 'message', data: '{"a":"\u2028\u2029\u0085"}' },
    ])
  })

  it('forgets the name of an event that had no data', () => {
    assert.deepEqual(parse('event: a\n\ndata: 1\n\n'), [{ event: 'message', data: '1' }])
  })

  it('refuses an event without end', () => {
    const push = createSseParser()
    const piece = encode('x'.repeat(100_000))
    assert.throws(() => {
      for (let count = 0; count < 20; count++) push(piece)
    }, RangeError)
    const lines = createSseParser()
    assert.throws(() => {
      for (let count = 0; count < 20; count++) lines(encode(`data: ${'x'.repeat(100_000)}\n`))
    }, RangeError)
  })

  it('gives the same events wherever the bytes are cut', () => {
    const event = fastCheck.record(
      {
        event: fastCheck.constantFrom('delta', 'done', 'sources'),
        data: fastCheck.string({ unit: 'grapheme' }).map(text => JSON.stringify({ text: `${text}é👩‍💼` })),
      },
      { noNullPrototype: true },
    )
    const lineEnd = fastCheck.constantFrom('\n', '\r', '\r\n')
    const cuts = fastCheck.array(fastCheck.nat(), { maxLength: 30 })
    fastCheck.assert(
      fastCheck.property(fastCheck.array(event, { maxLength: 8 }), lineEnd, cuts, (events, end, points) => {
        const text = events
          .map(({ event, data }) => `event: ${event}${end}data: ${data}${end}: c${end}${end}`)
          .join('')
        const bytes = encode(text)
        const places = points.map(point => point % (bytes.length + 1)).sort((one, other) => one - other)
        const pieces = [0, ...places].map((place, index) =>
          bytes.subarray(place, places[index] ?? bytes.length),
        )
        assert.deepEqual(parse(...pieces), events)
      }),
    )
  })
})
