import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../errors.ts'
import { deleteDocument } from '../../operations/delete-document.ts'
import type { DuplicateFinder } from '../find-duplicates.ts'
import { type IngestContext, storeFile } from '../ingest-file.ts'
import { type DocumentOutcome, toDocumentOutcome } from '../ingest-report.ts'
import { Refusal, type Words } from '../refusal.ts'
import type { Frontier, Stop } from './frontier.ts'
import type { KnownPage, KnownPages } from './known-pages.ts'
import { createPageNotes } from './page-notes.ts'
import { readRobotsWords } from './page-signals.ts'
import { type ReadPage, readPage, refusalOfRefresh, stateOfPage } from './read-page.ts'
import { OutOfTime, type Visit, type Visitor } from './visitor.ts'
import { addressKey, normalizeAddress, siteOf } from './web-address.ts'
import { unforeseenRefusal } from './web-refusals.ts'
import type { SkippedPage } from './web-report.ts'
import {
  fingerprintOf,
  isReadAlike,
  isSameSource,
  toJson,
  type WebSource,
  type WebState,
} from './web-state.ts'

export interface CrawlDeps {
  context: IngestContext
  source: WebSource
  gone?: 'keep' | 'remove' | 'remove-later'
  refresh?: boolean
  /** When this run began, ISO 8601. */
  checkedAt: string
  /** Pages of this owner. */
  known: KnownPages
  duplicates: DuplicateFinder
  visitor: Visitor
  frontier: Frontier
}

/** Links of a page within its site, at most: followed, and kept for when it has not changed. */
const mostKeptLinks = 300

const words = {
  moved: (to: string): Words => ({ fr: `déplacée vers ${to}`, en: `moved to ${to}` }),
  copy: (of: string): Words => ({ fr: `copie de ${of}, dit-elle`, en: `a copy of ${of}, it says` }),
  noindex: {
    fr: 'la page demande à ne pas être indexée (noindex)',
    en: 'the page asks not to be indexed (noindex)',
  },
}

/** Visits one page after the other and keeps count of what became of each. */
export function createCrawl({
  context,
  source,
  checkedAt,
  known,
  duplicates,
  visitor,
  frontier,
  ...options
}: CrawlDeps) {
  const documents: DocumentOutcome[] = []
  const skipped: SkippedPage[] = []
  const notes = createPageNotes({ source, checkedAt, gone: options.gone })
  let visited = 0
  let copies = 0

  /** The same page as stored by other spellings of its address: what was found takes their place. */
  const othersOf = (address: string) =>
    known
      .spellings(address)
      .filter(
        ({ source: stored, state }) =>
          stored !== address && !(options.refresh && state && !isSameSource(state.source, source)),
      )

  async function replaceOthers(address: string): Promise<void> {
    for (const page of othersOf(address)) {
      notes.forget(page)
      if (!context.dryRun) await deleteDocument(context.database, page)
    }
  }

  function outcomeOf(address: string, changes: Partial<DocumentOutcome>): DocumentOutcome {
    const outcome = toDocumentOutcome({ path: address, source: address }, changes)
    documents.push(outcome)
    return outcome
  }

  function fail(address: string, { reason, message, english }: Refusal): DocumentOutcome {
    return outcomeOf(address, { refusal: { reason, message, english } })
  }

  /** Every stored spelling of a page. False: there is none. */
  function loseAll(address: string, reason: Words): boolean {
    const page = known.find(address)
    const pages = [...(page ? [page] : []), ...othersOf(address)]
    for (const page of pages) notes.lose(page, reason)
    return pages.length > 0
  }

  /** A page that cannot be read: what is stored of it stays, and one that was only come across is no failure. */
  function refuse({ address, depth }: Stop, refusal: Refusal): DocumentOutcome | null {
    if (known.find(address) ?? othersOf(address)[0]) {
      const { reason, message, english } = refusal
      const kept = { fr: 'l’ancienne version reste', en: 'the old version stays' }
      return fail(
        address,
        new Refusal(reason, { fr: `${message} ; ${kept.fr}`, en: `${english}; ${kept.en}` }),
      )
    }
    if (depth === 0 && address === source.start) return fail(address, refusal)
    skipped.push({ address, refusal })
    return null
  }

  function follow(links: readonly string[], depth: number): void {
    if (source.scope === 'site') for (const link of links) frontier.add(link, depth + 1)
  }

  function ownLinks({ signals }: ReadPage, address: string): string[] {
    const site = siteOf(address)
    const own = new Set<string>()
    for (const link of signals.nofollow ? [] : signals.links) {
      if (siteOf(link) === site) {
        const normal = own.size < mostKeptLinks ? normalizeAddress(link) : null
        if (normal !== null) own.add(normal)
        // Those of other sites are only counted.
      } else if (source.scope === 'site') frontier.leftOut.outside++
    }
    return [...own]
  }

  async function keep(page: KnownPage, state: WebState, stop: Stop): Promise<DocumentOutcome> {
    follow(state.links, stop.depth)
    const depth = Math.min(stop.depth, state.depth)
    const { checked_at } = page.state ?? state
    const next = { ...state, source, depth, checked_at, gone_since: null, gone_reason: null }
    if (!isDeepStrictEqual(next, page.state)) notes.write(page, next)
    const outcome = othersOf(page.source).length > 0 ? 'replaced' : 'unchanged'
    await replaceOthers(page.source)
    const { title, chunks, pages } = page
    return outcomeOf(page.source, { outcome, title, chunks, pages })
  }

  async function store(page: ReadPage, state: WebState): Promise<DocumentOutcome> {
    const { document, chunks } = page
    const address = document.source
    const before = known.find(address)
    const same = before?.contentHash === document.contentHash
    const moved = othersOf(address).length > 0
    const read = toDocumentOutcome(
      { path: address, source: address },
      {
        outcome: before || moved ? (same && !moved ? 'unchanged' : 'replaced') : 'stored',
        title: document.title,
        chunks: chunks.length,
        pages: document.pages ?? null,
        warnings: same ? [] : ((document.report?.warnings ?? []) as unknown as Words[]),
        language: document.language ?? null,
      },
    )
    if (same && before) {
      notes.write(before, state)
      await replaceOthers(address)
      documents.push(read)
      return read
    }
    const input = {
      document: { ...document, owner: context.owner, uploadedBy: context.uploadedBy, web: toJson(state) },
      chunks,
    }
    const file = { path: address, source: address, filename: document.filename, type: null, size: 0 }
    const stored = await storeFile(file, { outcome: read, input }, context)
    const signature = typeof document.report?.signature === 'string' ? document.report.signature : null
    const similar =
      stored.outcome === 'failed'
        ? []
        : duplicates.add({ owner: context.owner, source: address, title: document.title, signature })
    if (stored.outcome !== 'failed') await replaceOthers(address)
    const outcome = {
      ...stored,
      outcome: stored.outcome === 'failed' ? stored.outcome : read.outcome,
      similar,
    }
    documents.push(outcome)
    return outcome
  }

  async function take(stop: Stop, visit: Visit & { kind: 'page' }): Promise<DocumentOutcome | null> {
    const address = normalizeAddress(visit.address) ?? visit.address
    const before = known.find(address)
    const fingerprint = fingerprintOf(visit.body, address, source)
    const { headers } = visit
    // A header may ask what the same bytes did not.
    const { noindex } = readRobotsWords(headers['x-robots-tag'] ?? '')
    if (!noindex && before?.state?.fingerprint === fingerprint)
      return await keep(before, stateOfPage({ headers }, before.state), stop)
    const page = await readPage(context.reader, { address, headers, body: visit.body }, source)
    const links = ownLinks(page, address)
    follow(links, stop.depth)
    const sent = refusalOfRefresh(page, address)
    if (sent !== null) {
      follow([normalizeAddress(page.signals.refresh ?? '') ?? address], stop.depth)
      return refuse(stop, sent)
    }
    if (page.signals.noindex) {
      if (loseAll(address, words.noindex)) return null
      return refuse(stop, new Refusal('not_indexed', words.noindex))
    }
    const canonical = normalizeAddress(page.signals.canonical ?? '')
    const isCopy =
      source.scope !== 'page' &&
      canonical !== null &&
      siteOf(canonical) === siteOf(address) &&
      addressKey(canonical) !== addressKey(address)
    if (isCopy) {
      copies++
      frontier.add(canonical, stop.depth)
      loseAll(address, words.copy(canonical))
      return null
    }
    const state = { source, depth: stop.depth, fingerprint, links, checked_at: checkedAt }
    return await store(page, stateOfPage({ headers }, state))
  }

  async function visitPage(stop: Stop): Promise<DocumentOutcome | null> {
    if (frontier.isVisited(stop.address)) return null
    const asked = known.find(stop.address)
    const read = asked ?? known.spellings(stop.address)[0]
    if (options.refresh && read?.state && !isSameSource(read.state.source, source)) {
      follow(read.state.links, stop.depth)
      return null
    }
    const first = visited === 0 && stop.address === source.start
    const visit = await visitor.visit(stop.address, {
      from: stop.address === source.start ? undefined : source.start,
      validatorsOf(address) {
        const state = known.find(address)?.state
        if (!state || !isReadAlike(state, address, source)) return null
        return { etag: state.etag, lastModified: state.last_modified }
      },
      mayLeadTo: to =>
        source.scope === 'page' ||
        first ||
        siteOf(to) === siteOf(source.start) ||
        siteOf(to) === siteOf(stop.address),
    })
    visited++
    if (asked) notes.look(asked)
    if (visit.kind === 'failed') {
      const elsewhere = visit.gone && frontier.miss(stop)
      if (!visit.gone || !asked) return elsewhere ? null : refuse(stop, visit.refusal)
      notes.lose(asked, { fr: visit.refusal.message, en: visit.refusal.english })
      return null
    }
    const address = normalizeAddress(visit.address) ?? visit.address
    // Where it begins is where the first page is found: exemple.fr may live on www.exemple.com.
    if (first && source.scope === 'site') frontier.settle(address)
    if (asked && visit.moved && addressKey(asked.source) !== addressKey(address))
      notes.lose(asked, words.moved(address))
    if (!frontier.visit(address)) return null
    if (visit.kind === 'page') return await take(stop, visit)
    const page = known.find(address)
    return page?.state ? await keep(page, page.state, stop) : null
  }

  return {
    documents,
    skipped,
    notes,
    fail,
    get visited() {
      return visited
    },
    get copies() {
      return copies
    },
    /** Visits one page; null where it became no document. Throws OutOfTime, and AppError when the database is gone. */
    async visit(stop: Stop): Promise<DocumentOutcome | null> {
      try {
        return await visitPage(stop)
      } catch (error) {
        if (error instanceof Refusal) return refuse(stop, error)
        if (
          error instanceof AppError ||
          error instanceof OutOfTime ||
          (error instanceof Error && error.name === 'AbortError')
        )
          throw error
        return refuse(stop, unforeseenRefusal(error))
      }
    },
  }
}
