import { deleteDocument } from '../../operations/delete-document.ts'
import { listWebDocuments } from '../../operations/list-web-documents.ts'
import { saveWebStates } from '../../operations/save-web-states.ts'
import type { Database } from '../../ports/database.ts'
import { WebFailure, type WebFetcher } from '../../ports/web-fetcher.ts'
import { createDocumentReader, type DocumentReader } from '../document-reader.ts'
import type { EmbedChunks } from '../embed-chunks.ts'
import type { DocumentOutcome } from '../ingest-report.ts'
import { openIngest } from '../open-ingest.ts'
import { createCrawl } from './crawl.ts'
import { createFrontier } from './frontier.ts'
import { createKnownPages } from './known-pages.ts'
import { listSitemaps } from './list-sitemaps.ts'
import { seedPages } from './seed-pages.ts'
import { createVisitor, OutOfTime } from './visitor.ts'
import { refusalOfFailure, refusalOfNothing } from './web-refusals.ts'
import type { WebReport } from './web-report.ts'
import { isSameSource, readWebState, toJson, type WebSource } from './web-state.ts'

/** What one run may cost (trust.md (c) row 68). */
export const webLimits = { pages: 500, depth: 5, milliseconds: 600_000 }

export interface WebIngestRequest {
  database: Database
  fetcher: WebFetcher
  /** The specialist who may use the documents, or `shared`. */
  agent: string
  source: WebSource
  /** Between two requests to one host. */
  delayMilliseconds: number
  /** Reads everything and writes nothing. */
  dryRun?: boolean
  /** What becomes of documents whose page is gone: kept and told, removed, or removed when they were gone the last time too. */
  gone?: 'keep' | 'remove' | 'remove-later'
  /** Nobody asked for this one by hand: what another crawl has read is left to that one. */
  refresh?: boolean
  uploadedBy?: string | null
  /** Called after each page that became a document, or did not. */
  onProgress?: (progress: { done: number; total: number; document: DocumentOutcome | null }) => void
  signal?: AbortSignal
  reader?: DocumentReader
  embedding?: EmbedChunks | undefined
  /** Milliseconds of a clock that only goes forward. */
  now(): number
  /** Rejects when the signal is aborted. */
  wait(milliseconds: number): Promise<void>
  /** From 0 to 1; Math.random by default. */
  random?: () => number
}

/**
 * Reads a page, a sitemap or a site into one agent's documents: what is new is stored, what changed replaced whole, what
 * did not is asked for with a condition and left alone. Pages that are gone are told. Throws AppError
 * `database_unavailable` when the database goes away.
 */
export async function ingestWeb(request: WebIngestRequest): Promise<WebReport> {
  const reader = request.reader ?? createDocumentReader()
  try {
    return await ingestWith(request, reader)
  } finally {
    if (!request.reader) await reader.close()
  }
}

async function ingestWith(request: WebIngestRequest, reader: DocumentReader): Promise<WebReport> {
  const { database, source, signal, now, random = Math.random, dryRun = false } = request
  const begun = now()
  const checkedAt = new Date().toISOString()
  const until = begun + webLimits.milliseconds
  const { context, known, duplicates } = await openContext(request, reader)
  const visitor = createVisitor({ ...request, until })
  const frontier = createFrontier({ maxDepth: webLimits.depth })
  const crawl = createCrawl({
    ...request,
    context,
    checkedAt,
    known,
    duplicates,
    visitor,
    frontier,
    onDocument: document => tell(document),
  })
  const isOver = () => now() >= until || signal?.aborted === true
  let stoppedBy: WebReport['stoppedBy'] = null
  let pauseSeconds: number | null = null
  const unlisted = { pages: 0, sitemaps: 0, elsewhere: 0 }
  let isCut = false

  const tell = (document: DocumentOutcome | null) => {
    const done = crawl.documents.length
    request.onProgress?.({ done, total: done + frontier.waiting, document })
  }
  try {
    await seed()
    tell(null)
    for (let stop = frontier.next(); stop !== undefined; stop = frontier.next()) {
      if (crawl.visited >= source.max_pages) stoppedBy = 'pages'
      else if (now() >= until) stoppedBy = 'time'
      if (stoppedBy !== null || isOver()) break
      await crawl.visit(stop)
    }
  } catch (error) {
    if (error instanceof OutOfTime) {
      stoppedBy = error.asked === null ? 'time' : 'busy'
      pauseSeconds = error.asked === null ? null : Math.ceil(error.asked / 1000)
    }
    // Whoever interrupts it ends a pause or a request in its middle.
    else if (!signal?.aborted) throw error
  }

  async function seed(): Promise<void> {
    if (source.scope !== 'page') frontier.settle(source.start)
    const listed = new Set<string>()
    if (source.scope === 'sitemap') {
      const mostPages = source.max_pages
      try {
        // Half of the time is for pages.
        const isLate = () => isOver() || now() >= begun + webLimits.milliseconds / 2
        const found = await listSitemaps(source.start, { visitor, reader, mostPages, isOver: isLate })
        const { pages, problems } = found
        Object.assign(unlisted, { pages: found.left, sitemaps: found.unread, elsewhere: found.elsewhere })
        isCut = pages.length >= mostPages && found.left + found.unread > 0
        for (const page of pages) listed.add(page)
        for (const { address, refusal } of problems) tell(crawl.fail(address, refusal))
      } catch (error) {
        if (!(error instanceof WebFailure)) throw error
        tell(crawl.fail(source.start, refusalOfFailure(error, [source.start])))
      }
    } else frontier.add(source.start, 0)
    const own = known.all.filter(({ state }) => state !== null && isSameSource(state.source, source))
    const seeds = seedPages(own, { listed: [...listed], source, random })
    for (const { address, depth } of seeds)
      frontier.add(address, depth, { isNamed: listed.has(address) || known.find(address) !== undefined })
    // A page that is no longer where it was read is looked for where it is listed.
    for (const address of listed)
      if (known.spellings(address).length > 0) frontier.add(address, 0, { isNamed: true })
  }

  const interrupted = signal?.aborted === true
  const gone = interrupted ? [] : crawl.notes.gone()
  if (!interrupted && !request.refresh && crawl.documents.length + gone.length === 0)
    tell(crawl.fail(source.start, refusalOfNothing()))
  if (!dryRun) {
    for (const { id, removed } of gone) if (removed) await deleteDocument(database, { id })
    const complete = stoppedBy === null && !interrupted
    const states = [...crawl.notes.states(complete)].map(([id, state]) => ({ id, web: toJson(state) }))
    if (states.length > 0) await saveWebStates(database, states)
  }
  return {
    dryRun,
    interrupted,
    documents: crawl.documents,
    pruned: gone.filter(({ removed }) => removed),
    ignored: [],
    notices: context.chunkEmbedder?.notices() ?? [],
    seconds: (now() - begun) / 1000,
    source,
    visited: crawl.visited,
    gone: gone.filter(({ removed }) => !removed),
    skipped: crawl.skipped,
    copies: crawl.copies,
    leftOut: frontier.leftOut,
    unlisted,
    stoppedBy: stoppedBy ?? (isCut ? 'pages' : null),
    pauseSeconds,
  }
}

async function openContext(request: WebIngestRequest, reader: DocumentReader) {
  const { database, agent, source } = request
  const { tags, category, priority } = source
  const labels = { tags, category, priority }
  const { context, duplicates } = await openIngest({ ...request, labels }, reader)
  const own = (await listWebDocuments(database)).filter(({ owner }) => owner === agent)
  const known = createKnownPages(own.map(({ web, ...page }) => ({ ...page, state: readWebState(web) })))
  return { context, known, duplicates }
}
