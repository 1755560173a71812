import type { Config } from './config.ts'
import type { ConnectedModels } from './connect-models.ts'
import { keepEmbedded } from './embed/keep-embedded.ts'
import { keepDaily } from './keep/keep-daily.ts'
import type { Database } from './ports/database.ts'
import { refreshWebPages } from './refresh-web-pages.ts'
import type { Logger } from './telemetry/logger.ts'

/** Starts what a server does at times beside its turns, until the signal: what is old goes, embeddings that are missing come, pages are read again. */
export function keepInBackground(
  config: Config,
  deps: { database: Database; models: ConnectedModels; logger: Logger; version: string; signal: AbortSignal },
): void {
  const { database, models, logger, signal } = deps
  const { retentionDays: days } = config
  refreshWebPages(config, deps)
  void keepDaily({
    database,
    days,
    random: Math.random,
    onKept: outcome => logger.info({ ...outcome, days }, 'retention applied'),
    onError: error => logger.error({ error }, 'retention failed; it is tried again within the hour'),
    signal,
  })
  if (models.embedder === undefined) return
  void keepEmbedded({
    database,
    embedder: models.embedder,
    priceOf: models.embeddingPrice,
    random: Math.random,
    onFilled: ({ kind, done, active, refused, error }) =>
      kind === 'done'
        ? logger.info({ done, active, refused: refused.length }, 'embeddings made')
        : logger.warn({ done, reason: error?.failure }, 'embeddings are missing: npm run embed goes on'),
    onLeft: ({ missing, active }) =>
      logger.warn({ missing, active }, 'passages without an embedding: npm run embed makes them'),
    onError: error => logger.error({ error }, 'making embeddings failed; it is tried again within the hour'),
    signal,
  })
}
