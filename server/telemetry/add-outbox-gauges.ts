import { setTimeout as delay } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'

/** What the gauges show; operations/outbox-status.ts asks the database for it. */
export interface OutboxFigures {
  pending: number
  dead: number
  overdueSeconds: number
  /** Configured addresses that said 410. */
  stopped: number
}

/** Milliseconds for which figures serve: several collectors may ask, and each worker does. */
const freshMilliseconds = 10_000
/** Milliseconds that a scrape waits: a database that is away must not take the other metrics with it. */
const patienceMilliseconds = 500

/**
 * Adds what waits in the outbox, for how long, and what is not sent any more. Every process sees the same database, so
 * several say the largest figure and not the sum. Where it cannot be read, what was read last stays; chat_database_up says so.
 */
export function addOutboxGauges(
  registry: Registry,
  { read, now }: { read(): Promise<OutboxFigures>; now(): number },
): void {
  const registers = [registry]
  const deliveries = new Gauge({
    name: 'chat_webhook_deliveries',
    help: 'Events in the outbox that wait (pending) or were given up (dead), an address each; 10000 is that or more',
    labelNames: ['state'] as const,
    aggregator: 'max',
    registers,
    collect: () => refresh(),
  })
  const overdue = new Gauge({
    name: 'chat_webhook_overdue_seconds',
    help: 'For how long what is due in the outbox has waited at most',
    aggregator: 'max',
    registers,
    collect: () => refresh(),
  })
  const stopped = new Gauge({
    name: 'chat_webhook_stopped_addresses',
    help: 'Addresses of WEBHOOK_URL that said 410 and get nothing until npm run webhooks -- replay --dead',
    aggregator: 'max',
    registers,
    collect: () => refresh(),
  })
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined

  async function readOnce(): Promise<void> {
    try {
      const figures = await read()
      deliveries.set({ state: 'pending' }, figures.pending)
      deliveries.set({ state: 'dead' }, figures.dead)
      overdue.set(figures.overdueSeconds)
      stopped.set(figures.stopped)
      readAt = now()
    } catch {
      // The database is away: that has a metric and an alert of its own.
    } finally {
      reading = undefined
    }
  }

  async function refresh(): Promise<void> {
    if (now() - readAt < freshMilliseconds) return
    reading ??= readOnce()
    const ended = new AbortController()
    const patience = delay(patienceMilliseconds, undefined, { ref: false, signal: ended.signal })
    await Promise.race([reading, patience.catch(() => undefined)])
    ended.abort()
  }
}
