import { createHash } from 'node:crypto'
import type { ChunkInput, DocumentInput } from '../../operations/put-document.ts'
import type { DocumentReader } from '../document-reader.ts'
import { Refusal } from '../refusal.ts'
import { splitterVersion } from '../split-document.ts'
import { type PageSignals, readRobotsWords } from './page-signals.ts'
import { typeOfPage } from './page-type.ts'
import { normalizeAddress } from './web-address.ts'
import type { WebSource, WebState } from './web-state.ts'

/** A page as it came. */
export interface FetchedPage {
  /** Where it was found in the end, in one spelling. */
  address: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** A page that was read: what it says of itself, and what to store of it. */
export interface ReadPage {
  signals: PageSignals
  document: Omit<DocumentInput, 'owner' | 'uploadedBy' | 'web'>
  chunks: ChunkInput[]
}

const silent: PageSignals = { links: [], canonical: null, refresh: null, noindex: false, nofollow: false }

/** The page's name, as people say it: `exemple.fr/offre`. */
export function nameOfPage(address: string): string {
  const { host, pathname } = new URL(address)
  let path = pathname
  try {
    path = decodeURIComponent(pathname)
  } catch {
    // As it is written.
  }
  return `${host}${path === '/' ? '' : path}`.slice(0, 200)
}

function hashOf(document: Omit<ReadPage['document'], 'contentHash'>, chunks: readonly ChunkInput[]): string {
  const { report: _report, ...said } = document
  return createHash('sha256')
    .update(JSON.stringify([splitterVersion, said, chunks]))
    .digest('hex')
}

/**
 * Reads a page in the reader's own process. What it says of its address, its tags, its priority, its days and of ready answers is
 * a stranger's word and left aside: a document is what it says and where it was found. Its hash is of what was read, so that
 * a page whose bytes change with every visit (a token, a clock) stays the same document. Throws Refusal.
 */
export async function readPage(
  reader: DocumentReader,
  { address, headers, body }: FetchedPage,
  source: WebSource,
): Promise<ReadPage> {
  const { type, encoding } = typeOfPage(headers['content-type'], address)
  const filename = nameOfPage(address)
  const read = await reader.read({ type, filename, bytes: body, location: { address, encoding } })
  const header = readRobotsWords(headers['x-robots-tag'] ?? '')
  const page = read.page ?? silent
  const signals = {
    ...page,
    noindex: page.noindex || header.noindex,
    nofollow: page.nofollow || header.nofollow,
  }
  const chunks = read.chunks.map(({ index, content, section, anchor, page, position, tokenCount }) => ({
    index,
    content,
    section,
    anchor,
    page,
    position,
    tokenCount,
  }))
  const document = {
    source: address,
    url: address,
    filename,
    fileType: type,
    title: read.title,
    language: read.language,
    tags: source.tags,
    category: source.category,
    priority: source.priority,
    pages: read.pages,
    report: { ...read.report, warnings: read.report.warnings.map(words => ({ ...words })) },
  }
  return { signals, chunks, document: { ...document, contentHash: hashOf(document, chunks) } }
}

/** A page that is almost nothing but a way to another one (meta refresh). */
export function refusalOfRefresh({ signals, chunks }: ReadPage, address: string): Refusal | null {
  const target = signals.refresh === null ? null : normalizeAddress(signals.refresh)
  const size = chunks.reduce((sum, { content }) => sum + content.length, 0)
  if (target === null || target === address || size > 500) return null
  return new Refusal('redirected', {
    fr: `la page ne fait que renvoyer vers ${target}`,
    en: `the page only sends on to ${target}`,
  })
}

/** What is kept of a page beside its text; `links` are those of its own site. */
export function stateOfPage(
  { headers }: Pick<FetchedPage, 'headers'>,
  known: Pick<WebState, 'source' | 'depth' | 'fingerprint' | 'links' | 'checked_at'>,
): WebState {
  return {
    ...known,
    // Longer ones are no validators but somebody's store.
    etag: shortOf(headers.etag),
    last_modified: shortOf(headers['last-modified']),
    gone_since: null,
    gone_reason: null,
  }
}

function shortOf(header: string | undefined): string | null {
  return header !== undefined && header.length <= 200 ? header : null
}
