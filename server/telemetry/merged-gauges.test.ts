import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMergedMetrics, type MetricsSnapshot } from '../workers/merge-metrics.ts'
import { addGauges } from './add-gauges.ts'
import { createMetrics } from './metrics.ts'

/** One worker's, whose event loop was behind by so many seconds. */
async function lagging(seconds: number): Promise<MetricsSnapshot> {
  const snapshot = (await createMetrics().registry.getMetricsAsJSON()) as unknown as MetricsSnapshot
  return snapshot.map(metric =>
    metric.name.startsWith('nodejs_eventloop_lag')
      ? { ...metric, values: [{ value: seconds, labels: {} }] }
      : metric,
  ) as MetricsSnapshot
}

/** One worker's metrics. */
async function worker(state: { share: number; up: number; idle: number; failing: string[]; free: number }) {
  const metrics = createMetrics()
  metrics.budgetShare.set(state.share)
  metrics.databaseUp.set(state.up)
  metrics.openStreams.set(2)
  metrics.turns.inc({ agent: 'audrey', outcome: 'answered' }, 3)
  addGauges(metrics.registry, {
    version: '1.2.3',
    database: 'postgres',
    pool: () => ({ open: 5, idle: state.idle, waiting: 0 }),
    breakers: { targets: ['llama'], open: () => state.failing },
    monthEur: 120,
    disk: async () => ({ free: state.free, size: 100 }),
  })
  return (await metrics.registry.getMetricsAsJSON()) as unknown as MetricsSnapshot
}

describe('the metrics of several workers', () => {
  it('are sums of what is counted, and the worst or the same of what is not', async () => {
    const merged = createMergedMetrics()
    merged.note(1, await worker({ share: 0.2, up: 1, idle: 3, failing: [], free: 40 }))
    merged.note(2, await worker({ share: 0.4, up: 0, idle: 1, failing: ['llama'], free: 39 }))
    const text = await merged.text()
    for (const line of [
      'chat_turns_total{agent="audrey",outcome="answered"} 6',
      'chat_open_streams 4',
      'chat_database_connections{state="total"} 10',
      'chat_database_connections{state="idle"} 4',
      'chat_budget_share 0.4',
      'chat_budget_month_euros 120',
      'chat_database_up 0',
      'chat_breaker_open{target="llama"} 1',
      'chat_disk_free_bytes 39',
      'chat_disk_size_bytes 100',
    ])
      assert.ok(text.includes(`${line}\n`), line)
    assert.match(text, /chat_build_info\{version="1\.2\.3",node="[^"]+",database="postgres"\} 1\n/)
  })
  it('show the one whose event loop is behind, among many that are not', async () => {
    const merged = createMergedMetrics()
    for (let place = 1; place <= 7; place++) merged.note(place, await lagging(0.01))
    merged.note(8, await lagging(0.5))
    const text = await merged.text()
    for (const name of ['', '_p50', '_p90', '_p99', '_mean', '_max'])
      assert.match(text, new RegExp(`^nodejs_eventloop_lag${name}_seconds 0\\.5$`, 'm'), name)
    assert.match(text, /^nodejs_eventloop_lag_min_seconds 0\.01$/m)
  })
})
