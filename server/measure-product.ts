import { statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from './config.ts'
import type { ConnectedModels } from './connect-models.ts'
import type { OpenedDatabase } from './database/open-database.ts'
import { errorStatus } from './errors.ts'
import { outboxStatus } from './operations/outbox-status.ts'
import { nameProviders } from './provider-names.ts'
import { addGauges } from './telemetry/add-gauges.ts'
import { addOutboxGauges } from './telemetry/add-outbox-gauges.ts'
import { type MetricNames, startAtZero } from './telemetry/count-turn.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import { configuredStops } from './webhooks/configured-stops.ts'

/** The metrics of one process, with the names of its configuration. */
export function measureProduct(
  config: Config,
  state: {
    version: string
    opened: Pick<OpenedDatabase, 'database' | 'driver' | 'connections'>
    models: ConnectedModels
    agents: readonly string[]
  },
): { metrics: Metrics; names: MetricNames } {
  const { opened, models } = state
  const metrics = createMetrics()
  // The configured names come first: whatever else is seen later never takes their place.
  for (const model of models.names) metrics.modelLabel(model)
  startAtZero(metrics, { agents: [...state.agents, 'escalate'], codes: Object.keys(errorStatus) })
  metrics.databaseUp.set(1)
  const { breakers } = models.deps
  addGauges(metrics.registry, {
    version: state.version,
    database: opened.driver,
    pool: opened.connections,
    breakers: {
      targets: models.breakerTargets,
      open: () => [...(breakers?.models.open() ?? []), ...(breakers?.steps.open() ?? [])],
    },
    monthEur: config.budget.monthEur,
    disk: () => readDisk(config.database.driver === 'embedded' ? config.database.dataDir : '.'),
  })
  addOutboxGauges(metrics.registry, {
    async read() {
      const status = await outboxStatus(opened.database)
      return { ...status, stopped: configuredStops(status.stopped, config.webhooks.endpoints).length }
    },
    now: () => performance.now(),
  })
  return {
    metrics,
    names: { providers: nameProviders(config.providers), eurPerUsd: config.budget.eurPerUsd },
  }
}

/** Bytes that a program without special rights may still write, and those of the whole disk; null when nobody says. */
export async function readDisk(folder: string): Promise<{ free: number; size: number } | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(resolve(folder))
    return { free: bavail * bsize, size: blocks * bsize }
  } catch {
    return null
  }
}
