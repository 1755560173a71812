import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

/** A document as it is stored; together, `owner` and `source` say which one it is. */
export interface DocumentInput {
  /** A persona's slug, or `shared`. */
  owner: string
  /** Where it was read from: a path or an address. */
  source: string
  /** Its http(s) address, which answers link to. */
  url?: string | null
  filename: string
  fileType: string
  title: string
  language?: string | null
  tags?: string[]
  category?: string | null
  priority?: number
  /** First and last day (UTC) on which it answers, `2026-12-31`; null is no limit. */
  validFrom?: string | null
  validUntil?: string | null
  /** Of the content; equal hashes and equal metadata mean that nothing is stored again. */
  contentHash: string
  pages?: number | null
  uploadedBy?: string | null
  /** What was read of it and what was not: kept as it is. */
  report?: JsonObject | null
  /** What is known of it as a page of the web: kept as it is, also when nothing else changed. */
  web?: JsonObject | null
}

export interface ChunkInput {
  index: number
  content: string
  /** The headings above it, joined by " > ". */
  section: string | null
  /** What its section is called in the document's address, percent-encoded, without `#`. */
  anchor?: string | null
  /** From 1. */
  page: number | null
  /** First character's offset in the extracted text. */
  position: number | null
  tokenCount: number
  /** 1536 numbers. */
  embedding?: number[] | null
  /** Ways to ask for it, the first one its title: its content is then given as the answer, word for word. */
  questions?: string[]
}

const PutDocumentResult = z.object({
  kind: z.enum(['stored', 'replaced', 'unchanged']),
  id: z.string(),
  chunks: z.number(),
})
export type PutDocumentOutcome = z.infer<typeof PutDocumentResult>

/** Stores a document with its chunks, or replaces it whole, in one transaction: no search ever sees half of it. */
export async function putDocument(
  database: Database,
  {
    document,
    chunks,
    embeddingModel,
  }: {
    document: DocumentInput
    chunks: ChunkInput[]
    /** Whose embeddings the chunks bring; absent: of the same model as those that are stored. */
    embeddingModel?: string | undefined
  },
): Promise<PutDocumentOutcome> {
  const result = await database.call('put_document', {
    p_document: {
      agent_owner: document.owner,
      source: document.source,
      url: document.url ?? null,
      filename: document.filename,
      file_type: document.fileType,
      title: document.title,
      language: document.language ?? null,
      tags: document.tags ?? [],
      category: document.category ?? null,
      priority: document.priority ?? 0,
      valid_from: document.validFrom ?? null,
      valid_until: document.validUntil ?? null,
      content_hash: document.contentHash,
      pages: document.pages ?? null,
      uploaded_by: document.uploadedBy ?? null,
      report: document.report ?? null,
      web: document.web ?? null,
    },
    p_chunks: chunks.map(({ tokenCount, embedding, ...chunk }) => ({
      ...chunk,
      token_count: tokenCount,
      embedding: embedding ?? null,
    })),
    p_embedding_model: embeddingModel ?? null,
  })
  return PutDocumentResult.parse(result)
}
