import { createHash } from 'node:crypto'
import { claimJob } from '../../operations/claim-job.ts'
import { finishJob } from '../../operations/finish-job.ts'
import { listWebDocuments } from '../../operations/list-web-documents.ts'
import { ingestWeb, type WebIngestRequest } from './ingest-web.ts'
import type { WebReport } from './web-report.ts'
import { readWebState, type WebSource } from './web-state.ts'

/** One address that an operator once gave, for one specialist. */
export interface WebOrigin {
  owner: string
  source: WebSource
}

export interface RefreshRequest extends Omit<WebIngestRequest, 'agent' | 'source' | 'refresh' | 'dryRun'> {
  /** Those that were refreshed less long ago are left alone. */
  everySeconds: number
  /** Which ones; all without. */
  only?: (origin: WebOrigin) => boolean
  /** After each one that this process refreshed. */
  onReport(report: WebReport, origin: WebOrigin): void
}

/** Longer than a crawl and the reading of its last page take: one that was killed keeps others waiting no longer. */
const leaseSeconds = 1800

/** What operators have had read from the web, as long as a document of it is there. */
export async function listWebOrigins({ database }: Pick<RefreshRequest, 'database'>): Promise<WebOrigin[]> {
  const origins = new Map<string, WebOrigin>()
  for (const { owner, web } of await listWebDocuments(database)) {
    const source = readWebState(web)?.source
    const key = source ? jobOf({ owner, source }) : ''
    if (source && !origins.has(key)) origins.set(key, { owner, source })
  }
  return [...origins.values()]
}

function jobOf({ owner, source }: WebOrigin): string {
  const key = JSON.stringify([owner, source.start, source.scope])
  return `web ${createHash('sha256').update(key).digest('hex').slice(0, 24)}`
}

/**
 * Reads again what is due: each address by one process, however many look (claim_job's lease). What has not changed is asked
 * for with a condition; what changed is replaced in one transaction; what is gone is told, and kept unless `gone` says
 * otherwise; what cannot be had for now stays as it is. Gives the number of addresses that were refreshed here.
 */
export async function refreshWeb(request: RefreshRequest): Promise<number> {
  const { database, everySeconds, only = () => true, onReport, signal } = request
  let refreshed = 0
  for (const origin of (await listWebOrigins(request)).filter(only)) {
    if (signal?.aborted) break
    const name = jobOf(origin)
    const { claimed } = await claimJob(database, { name, everySeconds, leaseSeconds })
    if (!claimed) continue
    const { owner: agent, source } = origin
    let report: WebReport | undefined
    try {
      report = await ingestWeb({ ...request, agent, source, refresh: true })
    } finally {
      const done = report !== undefined && !report.interrupted
      await finishJob(database, { name, done, result: { ...toResult(report), start: source.start } })
    }
    refreshed++
    onReport(report, origin)
  }
  return refreshed
}

/** What is kept of a run beside the job, for people to read. */
function toResult(report: WebReport | undefined): Record<string, number> {
  const count = (outcome: string) =>
    report?.documents.filter(document => document.outcome === outcome).length ?? 0
  return {
    visited: report?.visited ?? 0,
    stored: count('stored'),
    replaced: count('replaced'),
    unchanged: count('unchanged'),
    failed: count('failed'),
    gone: report?.gone.length ?? 0,
    removed: report?.pruned.length ?? 0,
  }
}
