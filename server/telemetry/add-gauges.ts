import { Gauge, type Registry } from 'prom-client'
import { createBoundedLabel } from './bounded-label.ts'

/** What is read when somebody asks for the metrics, and costs nothing before. */
export interface GaugeSources {
  version: string
  database: string
  /** Connections; absent where the database has none. */
  pool?: (() => { open: number; idle: number; waiting: number }) | undefined
  /** What may be called, and what may not now. */
  breakers: { targets: readonly string[]; open(): readonly string[] }
  /** Euros a month; undefined is no limit. */
  monthEur: number | undefined
  /** Bytes of the disk that the data is on; null when it cannot be read. */
  disk(): Promise<{ free: number; size: number } | null>
}

/** Adds gauges that ask their sources at each scrape. */
export function addGauges(registry: Registry, sources: GaugeSources): void {
  addInfo(registry, sources)
  if (sources.pool) addPool(registry, sources.pool)
  addBreakers(registry, sources.breakers)
  addDisk(registry, sources.disk)
}

function addInfo(registry: Registry, { version, database, monthEur }: GaugeSources): void {
  const registers = [registry]
  new Gauge({
    name: 'chat_build_info',
    help: '1, with what runs here',
    labelNames: ['version', 'node', 'database'] as const,
    aggregator: 'first',
    registers,
  }).set({ version, node: process.versions.node, database }, 1)
  if (monthEur === undefined) return
  new Gauge({
    name: 'chat_budget_month_euros',
    help: 'MONTHLY_BUDGET_EUR',
    aggregator: 'first',
    registers,
  }).set(monthEur)
}

function addPool(registry: Registry, counts: NonNullable<GaugeSources['pool']>): void {
  new Gauge({
    name: 'chat_database_connections',
    help: 'Connections of the pool, by state, and callers who wait for one',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      const { open, idle, waiting } = counts()
      this.set({ state: 'total' }, open)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
    },
  })
}

function addBreakers(registry: Registry, { targets, open }: GaugeSources['breakers']): void {
  const label = createBoundedLabel()
  const seen = new Set(targets.map(label))
  new Gauge({
    name: 'chat_breaker_open',
    help: '1 while a model or a step is left alone because it failed, 0 else',
    labelNames: ['target'] as const,
    aggregator: 'max',
    registers: [registry],
    collect() {
      const now = new Set(open().map(label))
      for (const target of now) seen.add(target)
      for (const target of seen) this.set({ target }, now.has(target) ? 1 : 0)
    },
  })
}

function addDisk(registry: Registry, read: GaugeSources['disk']): void {
  const registers = [registry]
  new Gauge({
    name: 'chat_disk_size_bytes',
    help: 'Size of the disk that DATA_DIR is on',
    aggregator: 'first',
    registers,
    async collect() {
      const disk = await read()
      if (disk !== null) this.set(disk.size)
    },
  })
  new Gauge({
    name: 'chat_disk_free_bytes',
    help: 'What is free on it',
    aggregator: 'min',
    registers,
    async collect() {
      const disk = await read()
      if (disk !== null) this.set(disk.free)
    },
  })
}
