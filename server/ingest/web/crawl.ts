import { isDeepStrictEqual } from 'node:util'
import { AppError } from '../../errors.ts'
import { deleteDocument } from '../../operations/delete-document.ts'
import type { DuplicateFinder } from '../find-duplicates.ts'
import type { IngestContext } from '../ingest-file.ts'
import { type DocumentOutcome, toDocumentOutcome } from '../ingest-report.ts'
import { ReaderStartError } from '../reader-start-error.ts'
import { Refusal, type Words } from '../refusal.ts'
import { createCanonicalPages } from './canonical-pages.ts'
import type { Frontier, Stop } from './frontier.ts'
import type { KnownPage, KnownPages } from './known-pages.ts'
import { createPageNotes } from './page-notes.ts'
import { readRobotsWords } from './page-signals.ts'
import { type ReadPage, readPage, refusalOfRefresh, stateOfPage } from './read-page.ts'
import { outcomeOfPage, storePage } from './store-page.ts'
import { OutOfTime, type Visit, type Visitor } from './visitor.ts'
import { addressKey, normalizeAddress, siteOf } from './web-address.ts'
import { unforeseenRefusal } from './web-refusals.ts'
import type { SkippedPage } from './web-report.ts'
import { fingerprintOf, isReadAlike, isSameSource, type WebSource, type WebState } from './web-state.ts'

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
  /** Called with each page that became a document, or failed to. */
  onDocument(document: DocumentOutcome): void
}

/** Links of a page within its site, at most: followed, and kept for when it has not changed. */
const mostKeptLinks = 300

const words = {
  moved: (to: string): Words => ({ fr: `déplacée vers ${to}`, en: `moved to ${to}` }),
  elsewhere: (to: string): Words => ({
    fr: `redirigée pour l’instant vers ${to}`,
    en: `redirected for now to ${to}`,
  }),
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
  const canonicals = createCanonicalPages({
    owner: context.owner,
    duplicates,
    async visit(stop) {
      frontier.add(stop.address, stop.depth)
      if (visited < source.max_pages) await visit(stop)
    },
  })
  /** The very addresses that were asked for: one that failed is not asked for twice. */
  const asked = new Set<string>()
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
    const { source: address, contentHash } = page.document
    const before = known.find(address)
    const same = before?.contentHash === contentHash
    const moved = othersOf(address).length > 0
    const become = before || moved ? (same && !moved ? 'unchanged' : 'replaced') : 'stored'
    const read = outcomeOfPage(page, become, same)
    if (same && before) notes.write(before, state)
    const outcome = same && before ? read : await storePage(page, state, read, { context, duplicates })
    if (outcome.outcome !== 'failed') await replaceOthers(address)
    documents.push(outcome)
    return outcome
  }

  async function take(
    stop: Stop,
    address: string,
    visit: Exclude<Visit, { kind: 'failed' }>,
  ): Promise<DocumentOutcome | null> {
    const before = known.find(address)
    if (visit.kind === 'unchanged') return before?.state ? await keep(before, before.state, stop) : null
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
    const original = source.scope === 'page' ? null : await canonicals.originalOf(page, stop.depth)
    if (original !== null) {
      copies++
      loseAll(address, words.copy(original))
      return null
    }
    const state = { source, depth: stop.depth, fingerprint, links, checked_at: checkedAt }
    return await store(page, stateOfPage({ headers }, state))
  }

  async function visitPage(stop: Stop): Promise<DocumentOutcome | null> {
    if (frontier.isVisited(stop.address) || asked.has(stop.address)) return null
    asked.add(stop.address)
    const stored = known.find(stop.address)
    const read = stored ?? known.spellings(stop.address)[0]
    if (options.refresh && read?.state && !isSameSource(read.state.source, source)) {
      follow(read.state.links, stop.depth)
      canonicals.note(read.source)
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
    if (stored) notes.look(stored)
    if (visit.kind === 'failed') {
      const elsewhere = visit.gone && frontier.miss(stop)
      if (!visit.gone || !stored) return elsewhere ? null : refuse(stop, visit.refusal)
      notes.lose(stored, { fr: visit.refusal.message, en: visit.refusal.english })
      return null
    }
    const address = normalizeAddress(visit.address) ?? visit.address
    // Where it begins is where the first page is found: exemple.fr may live on www.exemple.com.
    if (first && source.scope === 'site') frontier.settle(address)
    if (stored && addressKey(stored.source) !== addressKey(address)) {
      if (!visit.moved) {
        // A form to log in, a notice of works: not what was stored, and not in its place. A site's page is one all the same.
        follow([address], stop.depth - 1)
        return refuse(stop, new Refusal('redirected', words.elsewhere(address)))
      }
      notes.lose(stored, words.moved(address))
    }
    const outcome = frontier.visit(address) ? await take(stop, address, visit) : null
    if (outcome !== null && outcome.outcome !== 'failed') canonicals.note(outcome.source)
    canonicals.lead(stop.address, address)
    return outcome
  }

  async function visit(stop: Stop): Promise<void> {
    try {
      const document = await visitPage(stop)
      if (document !== null) options.onDocument(document)
    } catch (error) {
      if (
        error instanceof AppError ||
        error instanceof OutOfTime ||
        error instanceof ReaderStartError ||
        (error instanceof Error && error.name === 'AbortError')
      )
        throw error
      const document = refuse(stop, error instanceof Refusal ? error : unforeseenRefusal(error))
      if (document !== null) options.onDocument(document)
    }
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
    /** Visits one page, and one that it names as its original before it. Throws OutOfTime, and AppError when the database is gone. */
    visit,
  }
}
