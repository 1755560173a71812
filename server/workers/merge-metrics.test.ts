import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createMergedMetrics, type MetricsSnapshot } from './merge-metrics.ts'

/** What a process says of itself, as it crosses to another. */
async function snapshotOf(turns: number, streams: number): Promise<MetricsSnapshot> {
  const registers = [new Registry()]
  new Counter({ name: 'turns_total', help: 'h', labelNames: ['agent'], registers }).inc({ agent: 'a' }, turns)
  new Gauge({ name: 'streams', help: 'h', registers }).set(streams)
  new Gauge({ name: 'share', help: 'h', aggregator: 'max', registers }).set(streams / 10)
  const seconds = new Histogram({ name: 'seconds', help: 'h', buckets: [1], registers })
  for (let turn = 0; turn < turns; turn++) seconds.observe(0.5)
  return JSON.parse(JSON.stringify(await registers[0]?.getMetricsAsJSON()))
}

describe('the metrics of several processes', () => {
  it('are added up, but for gauges that say otherwise', async () => {
    const merged = createMergedMetrics()
    merged.note(1, await snapshotOf(3, 2))
    merged.note(2, await snapshotOf(4, 5))
    const text = await merged.text()
    assert.match(text, /^turns_total\{agent="a"\} 7$/m)
    assert.match(text, /^streams 7$/m)
    assert.match(text, /^share 0\.5$/m)
    assert.match(text, /^seconds_bucket\{le="1"\} 7$/m)
    assert.match(text, /^seconds_count 7$/m)
  })

  it('keep what a process had counted when it ends, and nothing of what it held', async () => {
    const merged = createMergedMetrics()
    merged.note(1, await snapshotOf(3, 2))
    merged.note(2, await snapshotOf(4, 5))
    await merged.retire(1)
    merged.note(1, await snapshotOf(1, 1))
    await merged.retire(1)
    merged.note(1, await snapshotOf(2, 0))
    const text = await merged.text()
    assert.match(text, /^turns_total\{agent="a"\} 10$/m)
    assert.match(text, /^seconds_count 10$/m)
    assert.match(text, /^streams 5$/m)
  })
})
