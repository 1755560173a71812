import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createEventReader, type StreamEvent } from './event-reader.ts'

/** The events of these bytes, fed in pieces cut at these places. */
function readInPieces(bytes: Uint8Array, cuts: readonly number[]): StreamEvent[] {
  const reader = createEventReader(1_000)
  const places = [...new Set([0, ...cuts.map(cut => cut % (bytes.length + 1)), bytes.length])]
  places.sort((one, other) => one - other)
  const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
  return [...pieces.flatMap(piece => reader.feed(piece)), ...reader.finish()]
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r')
const value = fc.string({ unit: 'grapheme', maxLength: 20 }).map(text => text.replace(/[\r\n\0\uFEFF]/g, '.'))
const field = fc.oneof(
  value.map(text => `data: ${text}`),
  value.map(text => `data:${text.trimStart()}`),
  value.map(text => `: ${text}`),
  fc.constantFrom('data', 'event: error', 'id: 1', 'retry: 5', 'unknown: x'),
)
const stream = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(field, lineEnd, fc.boolean()), { maxLength: 15 }))
  .map(([mark, lines]) => {
    const text = lines.map(([line, end, blank]) => line + end + (blank ? end : '')).join('')
    return new TextEncoder().encode((mark ? '\uFEFF' : '') + text)
  })

describe('events of a stream', () => {
  it('are the same however the bytes are cut', () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (bytes, cuts) => {
        assert.deepEqual(readInPieces(bytes, cuts), readInPieces(bytes, []))
      }),
      { numRuns: 1_000 },
    )
  })

  it('are the same byte by byte', () => {
    fc.assert(
      fc.property(stream, bytes => {
        const everywhere = Array.from(bytes, (_, index) => index)
        assert.deepEqual(readInPieces(bytes, everywhere), readInPieces(bytes, []))
      }),
    )
  })

  it('hold letters that were cut in two, comments away, lines of data joined, and an end without its blank line', () => {
    const text = '\uFEFF: x\r\ndata: été\r\ndata:😀\r\n\r\nevent: error\ndata: {}\n\n: y\n\ndata: [DONE]'
    const bytes = new TextEncoder().encode(text)
    const everywhere = Array.from(bytes, (_, index) => index)
    assert.deepEqual(readInPieces(bytes, everywhere), [
      { event: undefined, data: 'été\n😀' },
      { event: 'error', data: '{}' },
      { event: undefined, data: '[DONE]' },
    ])
  })

  it('that grow beyond the limit are refused, in one line or in many', () => {
    for (const line of ['data: xxxxxxxxx', 'data: xxxxxxxxx\n']) {
      const reader = createEventReader(1_000)
      assert.throws(() => {
        for (let count = 0; count < 300; count += 1) reader.feed(Buffer.from(line))
      }, RangeError)
    }
  })
})
