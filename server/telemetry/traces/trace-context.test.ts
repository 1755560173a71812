import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSpanId, createTraceId, parseTraceparent, toTraceparent } from './trace-context.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const spanId = '00f067aa0ba902b7'

describe('W3C traceparent', () => {
  it('is read as it is written', () => {
    for (const sampled of [true, false]) {
      const context = { traceId, spanId, sampled }
      assert.deepEqual(parseTraceparent(toTraceparent(context)), context)
    }
    assert.equal(parseTraceparent(`00-${traceId}-${spanId}-03`)?.sampled, true)
    assert.equal(parseTraceparent(`01-${traceId}-${spanId}-01-more`)?.traceId, traceId)
  })

  it('is nothing when it is not valid', () => {
    for (const header of [
      undefined,
      '',
      ['a'],
      `00-${traceId}-${spanId}`,
      `00-${traceId}-${spanId}-01-more`,
      `ff-${traceId}-${spanId}-01`,
      `00-${'0'.repeat(32)}-${spanId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `00-${traceId.toUpperCase()}-${spanId}-01`,
      `00-${traceId}-${spanId}-1`,
    ])
      assert.equal(parseTraceparent(header), null, String(header))
  })

  it('has ids that are new each time', () => {
    assert.match(createTraceId(), /^[\da-f]{32}$/)
    assert.match(createSpanId(), /^[\da-f]{16}$/)
    assert.notEqual(createSpanId(), createSpanId())
  })
})
