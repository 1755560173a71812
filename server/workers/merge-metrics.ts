import { AggregatorRegistry, type MetricObject } from 'prom-client'

/** A process's metrics, as prom-client gives them for this. */
export type MetricsSnapshot = readonly MetricObject[]

export interface MergedMetrics {
  /** What one place's process says now. */
  note(place: number, snapshot: MetricsSnapshot): void
  /** That process has ended: what it counted goes on being counted, as it last said. */
  retire(place: number): Promise<void>
  /** All together, in Prometheus' text. */
  text(): Promise<string>
}

/**
 * Adds up the metrics of processes: counters and histograms are sums, gauges what their `aggregator` says. A counter
 * never falls when a worker ends, which Prometheus would take for a restart of everything.
 */
export function createMergedMetrics(): MergedMetrics {
  const live = new Map<number, MetricsSnapshot>()
  let past: MetricsSnapshot = []
  const merge = (snapshots: readonly MetricsSnapshot[]) =>
    AggregatorRegistry.aggregate(snapshots.map(snapshot => [...snapshot]))
  return {
    note: (place, snapshot) => void live.set(place, snapshot),
    async retire(place) {
      const last = live.get(place)
      live.delete(place)
      if (last === undefined) return
      past = (await merge([past, last.filter(isCounted)]).getMetricsAsJSON()) as MetricsSnapshot
    },
    text: () => merge([past, ...live.values()]).metrics(),
  }
}

function isCounted({ type }: MetricObject): boolean {
  return String(type) === 'counter' || String(type) === 'histogram'
}
