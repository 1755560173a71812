import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { JsonObject } from '../../ports/database.ts'
import { splitterVersion } from '../split-document.ts'

/** How far from its start a crawl goes: that page alone, what its sitemaps list, or what its links lead to. */
export const webScopes = ['page', 'sitemap', 'site'] as const
export type WebScope = (typeof webScopes)[number]

/** What an operator asked to be read, and with which labels: the same when it is read again. */
const WebSource = z.object({
  start: z.string(),
  scope: z.enum(webScopes),
  max_pages: z.number(),
  tags: z.array(z.string()),
  category: z.string().nullable(),
  priority: z.number(),
})
export type WebSource = z.infer<typeof WebSource>

/** What is known of a document as a page of the web (documents.web). */
const WebState = z.object({
  source: WebSource,
  /** Links away from the start. */
  depth: z.number(),
  etag: z.string().nullable(),
  last_modified: z.string().nullable(),
  /** Of the bytes that were read and how they were: the same ones are not read again. */
  fingerprint: z.string(),
  /** The links of the same site on it, for when it has not changed and is not sent. */
  links: z.array(z.string()),
  /** When the run began that wrote this down, ISO 8601; a run that sees every page leaves that of unchanged ones as it is. */
  checked_at: z.string().default(''),
  /** When it was first found to be gone, and by what sign; null while it is there. */
  gone_since: z.string().nullable(),
  gone_reason: z.string().nullable(),
})
export type WebState = z.infer<typeof WebState>

/** As it was stored; null of an older or a later version, which is then read anew. */
export function readWebState(web: unknown): WebState | null {
  return WebState.safeParse(web).data ?? null
}

export function toJson(state: WebState): JsonObject {
  return { ...state, source: { ...state.source } }
}

/** Same start, same scope: the same crawl, whatever its labels. */
export function isSameSource(one: WebSource, other: WebSource): boolean {
  return one.start === other.start && one.scope === other.scope
}

/** Equal while neither the bytes, nor the labels, nor the way pages are read has changed. */
export function fingerprintOf(bytes: Uint8Array, address: string, source: WebSource): string {
  const { tags, category, priority } = source
  const way = createHash('sha256')
    .update(JSON.stringify([splitterVersion, address, tags, category, priority]))
    .digest('hex')
  return `${way.slice(0, 16)}${createHash('sha256').update(bytes).digest('hex').slice(0, 48)}`
}

/** Whether a page was read in the way it would be now: only then an answer of "not changed" may be taken for it. */
export function isReadAlike(state: WebState, address: string, source: WebSource): boolean {
  return state.fingerprint.slice(0, 16) === fingerprintOf(new Uint8Array(0), address, source).slice(0, 16)
}
