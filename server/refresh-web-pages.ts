import type { Config } from './config.ts'
import type { ConnectedModels } from './connect-models.ts'
import { keepWebFresh } from './ingest/web/keep-web-fresh.ts'
import type { WebReport } from './ingest/web/web-report.ts'
import type { Database } from './ports/database.ts'
import type { Logger } from './telemetry/logger.ts'
import { openWebFetcher } from './web-settings.ts'

/** Reads again, in the background and until the signal, what operators have had read from the web. */
export function refreshWebPages(
  { web, siteUrl }: Pick<Config, 'web' | 'siteUrl'>,
  deps: {
    database: Database
    models: Pick<ConnectedModels, 'embedder' | 'embeddingPrice'>
    logger: Logger
    version: string
    /** From 0 to 1. */
    random?: () => number
    signal: AbortSignal
  },
): void {
  const { database, models, logger, version, random = Math.random, signal } = deps
  if (web.refreshHours === 0) return
  const fetcher = openWebFetcher(web, { version, siteUrl })
  const { embedder, embeddingPrice: priceOf } = models
  const wait = (milliseconds: number) =>
    new Promise<void>(resolve => setTimeout(resolve, milliseconds).unref())
  void keepWebFresh({
    database,
    fetcher,
    hours: web.refreshHours,
    delayMilliseconds: web.delaySeconds * 1000,
    gone: web.removeGone ? 'remove-later' : 'keep',
    embedding: embedder && { embedder, priceOf, wait, random },
    random,
    onReport: report => tellRefresh(logger, report),
    onError: error =>
      logger.error({ error }, 'reading the web again failed; it is tried again within the hour'),
    signal,
  }).finally(() => fetcher.close())
}

/** What an operator should see in the log: what is gone, what could not be read, and the sum of it. */
export function tellRefresh(logger: Logger, report: WebReport): void {
  const { source, documents, gone, pruned, visited, seconds, stoppedBy } = report
  for (const { source: url, reason, since } of gone)
    logger.warn(
      { url, reason: reason.fr, since },
      'une page a disparu et répond encore : npm run refresh -- --prune la retire (ou WEB_REMOVE_GONE=true)',
    )
  for (const { source: url } of pruned) logger.warn({ url }, 'une page a disparu : son document est retiré')
  for (const { source: url, refusal } of documents)
    if (refusal !== null) logger.warn({ url, reason: refusal.message }, 'a page could not be read again')
  const count = (outcome: string) => documents.filter(document => document.outcome === outcome).length
  const counts = { stored: count('stored'), replaced: count('replaced'), unchanged: count('unchanged') }
  logger.info(
    { start: source.start, scope: source.scope, visited, ...counts, gone: gone.length, stoppedBy, seconds },
    'the web was read again',
  )
}
