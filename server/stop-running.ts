import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { ConnectedModels } from './connect-models.ts'
import type { Database } from './ports/database.ts'
import type { Logger } from './telemetry/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { Tracing } from './trace-product.ts'
import type { WebhookSender } from './webhooks/send-webhooks.ts'

/** A proxy that asks /ready every second sees the 503 before the door closes. Not for Ctrl-C. */
const graceMilliseconds = 1500
/** Turns still running after this are cut: with the grace, the exit comes within 35 s. */
const drainMilliseconds = 30_000
/** A database that does not close is left: what was acknowledged is stored already. */
const closeMilliseconds = 2000

/** What a stop has to end: filled as the start goes on, so that it can come at any moment. */
export interface Running {
  logger: Logger
  /** /ready says 503; turns are still taken, because a proxy may not have noticed yet. */
  shuttingDown: boolean
  /** No new turn. */
  closing: boolean
  loading: AbortController
  reindexed?: Promise<void>
  loaded?: Promise<void>
  models?: ConnectedModels
  database?: Database
  metrics?: Metrics
  tracing?: Tracing | undefined
  webhooks?: WebhookSender | undefined
  app?: FastifyInstance
}

/** Ends what runs, in good order and within 35 s; resolves when the process may exit. */
export async function stopRunning(running: Running, signal: 'SIGTERM' | 'SIGINT'): Promise<void> {
  running.shuttingDown = true
  running.loading.abort()
  running.logger.info({ signal }, 'shutting down')
  await running.loaded
  if (running.app !== undefined) {
    if (signal === 'SIGTERM') await delay(graceMilliseconds)
    running.closing = true
    const drained = await Promise.race([
      running.app.close().then(() => true),
      delay(drainMilliseconds, false),
    ])
    if (!drained) running.logger.warn('turns were still running at the end of the drain')
  }
  // What is cut here is sent again once its lease is over, by whoever is there.
  await Promise.race([running.webhooks?.stop(), delay(closeMilliseconds)])
  const closing = Promise.all([running.database?.close(), running.models?.close(), running.tracing?.close()])
  await Promise.race([closing, delay(closeMilliseconds)])
}
