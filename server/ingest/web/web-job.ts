import { createHash } from 'node:crypto'
import { claimJob } from '../../operations/claim-job.ts'
import { finishJob } from '../../operations/finish-job.ts'
import { listWebDocuments } from '../../operations/list-web-documents.ts'
import type { Database } from '../../ports/database.ts'
import type { WebReport } from './web-report.ts'
import { readWebState, type WebSource } from './web-state.ts'

/** One address that an operator once gave, for one specialist. */
export interface WebOrigin {
  owner: string
  source: WebSource
}

/** Longer than a crawl and the reading of its last page take: one that was killed keeps others waiting no longer. */
const leaseSeconds = 1800

/** The same for a start, its scope and a specialist, whatever the labels. */
export function jobOfOrigin({ owner, source }: WebOrigin): string {
  const key = JSON.stringify([owner, source.start, source.scope])
  return `web ${createHash('sha256').update(key).digest('hex').slice(0, 24)}`
}

/** What operators have had read from the web, as long as a document of it is there; each as it was last asked for. */
export async function listWebOrigins({ database }: { database: Database }): Promise<WebOrigin[]> {
  const origins = new Map<string, { origin: WebOrigin; checked: string }>()
  for (const { owner, web } of await listWebDocuments(database)) {
    const state = readWebState(web)
    if (state === null) continue
    const origin = { owner, source: state.source }
    const key = jobOfOrigin(origin)
    const known = origins.get(key)
    if (!known || state.checked_at > known.checked) origins.set(key, { origin, checked: state.checked_at })
  }
  return [...origins.values()].map(({ origin }) => origin)
}

/**
 * Reads an address as the only one who does, however many servers and commands look: `claimed` is false when another one
 * is at it, or it was read less than `everySeconds` ago. A `run` that gives no report has nothing to read any more.
 */
export async function runWebJob(
  { database, everySeconds, origin }: { database: Database; everySeconds: number; origin: WebOrigin },
  run: () => Promise<WebReport | undefined>,
): Promise<{ claimed: boolean; report: WebReport | undefined }> {
  const name = jobOfOrigin(origin)
  const { claimed } = await claimJob(database, { name, everySeconds, leaseSeconds })
  if (!claimed) return { claimed, report: undefined }
  let report: WebReport | undefined
  try {
    report = await run()
  } finally {
    const done = report !== undefined && !report.interrupted
    await finishJob(database, { name, done, result: { ...toResult(report), start: origin.source.start } })
  }
  return { claimed, report }
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
