import type { WebLocation } from './extract-html.ts'
import type { FileType } from './file-type.ts'
import type { ParsedDocument } from './parse-document.ts'
import type { RefusalReason, Words } from './refusal.ts'
import type { Chunk } from './split-document.ts'
import type { SitemapEntries } from './web/read-sitemap.ts'

/** What is said of a document before its chunks. */
export type ReadDocument = Omit<ParsedDocument, 'text' | 'chunks'>

/** What the reading process is told: a file and what to do with it, then its bytes in pieces. */
export type ReaderRequest =
  | {
      kind: 'file'
      type: FileType | 'archive' | 'sitemap'
      filename: string
      size: number
      location?: WebLocation | undefined
    }
  | { kind: 'bytes'; bytes: Uint8Array }

/** What it answers: `ready` once, then for each file its document, the chunks in pieces and `done`, or why there is none. */
export type ReaderReply =
  | { kind: 'ready' }
  /** Part of the file is done; the next part has its own time. */
  | { kind: 'progress' }
  | { kind: 'document'; document: ReadDocument }
  | { kind: 'chunks'; chunks: Chunk[] }
  /** A file of an archive, then its bytes in pieces. */
  | { kind: 'entry'; name: string }
  | { kind: 'entry-bytes'; bytes: Uint8Array }
  | { kind: 'sitemap'; entries: SitemapEntries }
  | { kind: 'done' }
  | { kind: 'refusal'; reason: RefusalReason; words: Words }

/** Bytes of a message: larger ones would hold the server's event loop while they are copied. */
export const pieceBytes = 256 * 1024
/** Chunks of a message. */
export const pieceChunks = 100
