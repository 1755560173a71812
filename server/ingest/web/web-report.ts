import type { IngestReport } from '../ingest-report.ts'
import type { Refusal, Words } from '../refusal.ts'
import type { LeftOut } from './frontier.ts'
import type { WebSource } from './web-state.ts'

/** A page that was read once and is no more. */
export interface GonePage {
  id: string
  source: string
  title: string
  reason: Words
  /** When that was first found, ISO 8601. */
  since: string
  /** False: its document is kept, and still answers. */
  removed: boolean
}

/** A page that a crawl came to and did not take. */
export interface SkippedPage {
  address: string
  refusal: Refusal
}

/** What a visit to the web brought, beside its documents. */
export interface WebReport extends IngestReport {
  source: WebSource
  /** Pages that were asked for. */
  visited: number
  gone: GonePage[]
  skipped: SkippedPage[]
  /** Pages that say they are another one, which is read in their place. */
  copies: number
  leftOut: LeftOut
  /**
   * What its sitemaps list beyond what was taken: pages, further sitemaps, of which nobody knows what they list, and sitemaps
   * of other sites (`elsewhere`).
   */
  unlisted: { pages: number; sitemaps: number; elsewhere: number }
  /** What ended it before all was seen; null when all was. `busy`: the site asks for a pause that outlasts it. */
  stoppedBy: 'pages' | 'time' | 'busy' | null
  /** How long that pause is. */
  pauseSeconds: number | null
}
