import type { DocumentReader } from '../document-reader.ts'
import { Refusal } from '../refusal.ts'
import type { Visitor } from './visitor.ts'
import { addressKey, normalizeAddress, siteOf } from './web-address.ts'

/** Sitemaps of one site that are read, at most, and indexes inside one another. */
const mostSitemaps = 50
const mostLevels = 3

export interface ListedPages {
  /** In the order they are listed. */
  pages: string[]
  /** Sitemaps that could not be read. */
  problems: { address: string; refusal: Refusal }[]
  /** Pages that are listed beyond the number that may be asked for; one that two sitemaps list counts twice. */
  left: number
  /** Sitemaps that are listed and were not read any more. */
  unread: number
  /** Sitemaps that are listed and lie on other sites: nothing of those is read. */
  elsewhere: number
}

function isSitemap(address: string): boolean {
  return /\.(xml|xml\.gz|txt)$|sitemap/i.test(new URL(address).pathname)
}

/** Where a site's sitemap usually is, when its robots.txt names none; the last one is WordPress's own. */
const usualPlaces = ['/sitemap.xml', '/sitemap_index.xml', '/wp-sitemap.xml']

/**
 * The pages that a site's sitemaps list: the one that is given, else those that its robots.txt names, else where they usually
 * are. Only of the same site; an index that leads to itself is read once. Throws WebFailure `address`.
 */
export async function listSitemaps(
  start: string,
  deps: { visitor: Visitor; reader: DocumentReader; mostPages: number; isOver(): boolean },
): Promise<ListedPages> {
  const { visitor, reader, mostPages, isOver } = deps
  const site = siteOf(start)
  const pages = new Set<string>()
  const problems: ListedPages['problems'] = []
  const elsewhere = new Set<string>()
  const seen = new Set<string>()
  let read = 0
  let left = 0
  let unread = 0

  async function readOne(address: string, level: number, refused = problems): Promise<boolean> {
    const key = addressKey(address)
    if (seen.has(key)) return false
    if (seen.size >= mostSitemaps || level > mostLevels || pages.size >= mostPages || isOver()) {
      unread++
      return false
    }
    seen.add(key)
    const visit = await visitor.visit(address, {
      from: address === start ? undefined : start,
      cut: true,
      mayLeadTo: to => siteOf(to) === site,
    })
    try {
      if (visit.kind === 'failed') throw visit.refusal
      const bytes = visit.kind === 'page' ? visit.body : new Uint8Array(0)
      const entries = await reader.list({ filename: address, bytes })
      for (const page of entries.pages) {
        const listed = normalizeAddress(page, address)
        if (listed === null || pages.has(listed)) continue
        if (pages.size < mostPages) pages.add(listed)
        else left++
      }
      read++
      for (const inner of entries.sitemaps) {
        const listed = normalizeAddress(inner, address)
        if (listed !== null) await readListed(listed, level + 1)
      }
      return true
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // A shop without a blog lists an empty sitemap of its articles.
      if (level === 1 || error.reason !== 'empty') refused.push({ address, refusal: error })
      return false
    }
  }

  async function readListed(address: string, level: number): Promise<void> {
    if (siteOf(address) === site) await readOne(address, level)
    else elsewhere.add(address)
  }

  if (isSitemap(start)) await readOne(start, 1)
  else {
    for (const href of (await visitor.robotsOf(start)).sitemaps) {
      const named = normalizeAddress(href, start)
      if (named !== null) await readListed(named, 1)
    }
    if (read === 0) await guess()
  }
  const [stranger] = elsewhere
  if (pages.size === 0 && problems.length === 0 && stranger !== undefined)
    problems.push({ address: start, refusal: refusalOfElsewhere(stranger) })
  return { pages: [...pages], problems, left, unread, elsewhere: elsewhere.size }

  /** Where they only usually are, none is missing, unless there is none at all. */
  async function guess(): Promise<void> {
    const missing: ListedPages['problems'] = []
    for (const place of usualPlaces) if (await readOne(new URL(place, start).href, 1, missing)) return
    if (problems.length === 0) problems.push(...missing.slice(0, 1))
  }
}

function refusalOfElsewhere(address: string): Refusal {
  return new Refusal('empty', {
    fr: `son plan de site ne mène qu’à un autre site (${address}) : charge ses pages une à une, ou avec --site`,
    en: `its sitemap only leads to another site (${address}): load its pages one by one, or with --site`,
  })
}
