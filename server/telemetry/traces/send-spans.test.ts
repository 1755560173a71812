import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startFakeCollector } from '../../testing/start-fake-collector.ts'
import type { Span } from './otlp-json.ts'
import { createSpanSender } from './send-spans.ts'
import { createSpanId, createTraceId } from './trace-context.ts'

function toSpans(count: number): Span[] {
  return Array.from({ length: count }, (_, index) => ({
    traceId: createTraceId(),
    spanId: createSpanId(),
    parentId: null,
    name: `span ${index}`,
    kind: 'internal',
    began: 1000.5,
    ended: 2000.25,
    attributes: { whole: 3, half: 0.5, yes: true, text: 'é', none: undefined },
  }))
}

async function open(interval = 5) {
  const collector = await startFakeCollector()
  const lost: { reason: string; lost: number }[] = []
  const sender = createSpanSender({
    url: `${collector.url}/v1/traces`,
    headers: {},
    resource: { 'service.name': 'test' },
    version: '1',
    onLost: problem => lost.push(problem),
    interval,
    patience: 60_000,
  })
  return { collector, sender, lost }
}

describe('the delivery of spans', () => {
  it('tells each once, with its instants to the microsecond and its values in their types', async () => {
    const { collector, sender } = await open()
    await using _ = collector
    sender.add(toSpans(600))
    const spans = await collector.until(({ length }) => length >= 600)
    assert.equal(spans.length, 600)
    assert.deepEqual(spans[0]?.attributes, { whole: 3, half: 0.5, yes: true, text: 'é' })
    assert.deepEqual([spans[0]?.start, spans[0]?.end], [1_000_500_000n, 2_000_250_000n])
    assert.equal(collector.headers.length, 2, '512 together at most')
    await sender.close()
  })

  it('keeps what a collector cannot take now, and loses what it refuses', async () => {
    const { collector, sender, lost } = await open()
    await using _ = collector
    collector.answers.push(503, 429)
    sender.add(toSpans(3))
    await collector.until(({ length }) => length === 3)
    assert.equal(collector.headers.length, 3)
    assert.deepEqual(lost, [])
    collector.answers.push(400)
    sender.add(toSpans(2))
    await collector.until(() => collector.headers.length === 4)
    sender.add(toSpans(1))
    await collector.until(({ length }) => length === 4)
    assert.deepEqual(lost, [{ reason: 'HTTP 400', lost: 2 }])
    await sender.close()
  })

  it('keeps no more than 4,096 while nobody takes them, and says once that some are lost', async () => {
    const { collector, sender, lost } = await open(60_000)
    await using _ = collector
    sender.add(toSpans(4096))
    assert.deepEqual(lost, [])
    sender.add(toSpans(1))
    sender.add(toSpans(1))
    assert.deepEqual(lost, [{ reason: 'the collector does not take them', lost: 1 }])
    await sender.close()
    assert.equal(collector.spans.length, 4096, 'the end delivers what is left')
  })

  it('waits two seconds at most at the end for a collector that is silent', async () => {
    const sender = createSpanSender({
      url: 'http://collector.invalid/v1/traces',
      headers: {},
      resource: {},
      version: '1',
      onLost: () => undefined,
      fetch: () => new Promise(() => undefined),
      interval: 60_000,
    })
    sender.add(toSpans(1))
    const began = performance.now()
    await sender.close()
    const took = performance.now() - began
    assert.ok(took >= 1990 && took < 4000, `${took} ms`)
  })
})
