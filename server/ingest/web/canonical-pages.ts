import type { DuplicateFinder } from '../find-duplicates.ts'
import type { ReadPage } from './read-page.ts'
import { addressKey, normalizeAddress, siteOf } from './web-address.ts'

/** Pages that are read on behalf of one another, at most: a chain of names is followed no further. */
const mostSteps = 5

/** What a page's canonical tag is worth: it is a page's own word, often a template's mistake. */
export interface CanonicalPages {
  /** A document of this run, or one that another run keeps. */
  note(document: string): void
  /** What was asked for was found there. */
  lead(from: string, to: string): void
  /**
   * The document that a page is a copy of: the page names its address, that was read in this run and says nearly the same.
   * Null: it is one of its own, whatever it says, for without it nothing of it would be left.
   */
  originalOf(page: ReadPage, depth: number): Promise<string | null>
}

/** `visit` reads a page of the same site, unless it was visited already or there is no time for it. */
export function createCanonicalPages(deps: {
  owner: string
  duplicates: DuplicateFinder
  visit(stop: { address: string; depth: number }): Promise<unknown>
}): CanonicalPages {
  const { owner, duplicates, visit } = deps
  /** By the key of each address that led to one. */
  const documents = new Map<string, string>()
  let steps = 0

  return {
    note: document => void documents.set(addressKey(document), document),
    lead(from, to) {
      const document = documents.get(addressKey(to))
      if (document !== undefined) documents.set(addressKey(from), document)
    },
    async originalOf({ document, signals }, depth) {
      const { source, report } = document
      const canonical = normalizeAddress(signals.canonical ?? '')
      if (canonical === null || siteOf(canonical) !== siteOf(source)) return null
      const key = addressKey(canonical)
      if (key === addressKey(source)) return null
      if (!documents.has(key) && steps < mostSteps) {
        steps++
        try {
          await visit({ address: canonical, depth })
        } finally {
          steps--
        }
      }
      const original = documents.get(key)
      const signature = typeof report?.signature === 'string' ? report.signature : null
      if (original === undefined || !duplicates.isLike({ owner, source: original }, signature)) return null
      documents.set(addressKey(source), original)
      return original
    },
  }
}
