import { ingestWeb, type WebIngestRequest } from './ingest-web.ts'
import { jobOfOrigin, listWebOrigins, runWebJob, type WebOrigin } from './web-job.ts'
import type { WebReport } from './web-report.ts'

export interface RefreshRequest extends Omit<WebIngestRequest, 'agent' | 'source' | 'refresh' | 'dryRun'> {
  /** Those that were refreshed less long ago are left alone. */
  everySeconds: number
  /** Which ones; all without. */
  only?: (origin: WebOrigin) => boolean
  /** After each one that this process refreshed. */
  onReport(report: WebReport, origin: WebOrigin): void
}

/**
 * Reads again what is due: each address by one process, however many look (claim_job's lease). What has not changed is asked
 * for with a condition; what changed is replaced in one transaction; what is gone is told, and kept unless `gone` says
 * otherwise; what cannot be had for now stays as it is. Gives the number of addresses that were refreshed here. Throws what
 * an address threw, once the others were read; nothing is read any more when the database is gone.
 */
export async function refreshWeb(request: RefreshRequest): Promise<number> {
  const { database, everySeconds, only = () => true, onReport, signal } = request
  const failures: unknown[] = []
  let refreshed = 0
  for (const origin of (await listWebOrigins({ database })).filter(only)) {
    if (signal?.aborted) break
    let read: WebOrigin = origin
    const { report } = await runWebJob({ database, everySeconds, origin }, async () => {
      // It may have been given other labels meanwhile, or all of it removed: that must not come back.
      const now = (await listWebOrigins({ database })).find(
        other => jobOfOrigin(other) === jobOfOrigin(origin),
      )
      if (now === undefined) return undefined
      read = now
      try {
        return await ingestWeb({ ...request, agent: now.owner, source: now.source, refresh: true })
      } catch (error) {
        failures.push(error)
        return undefined
      }
    })
    if (report === undefined) continue
    refreshed++
    onReport(report, read)
  }
  if (failures.length > 1)
    throw new AggregateError(failures, `${failures.length} addresses could not be read`)
  if (failures.length === 1) throw failures[0]
  return refreshed
}
