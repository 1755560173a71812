import { z } from 'zod'
import type { Database } from '../ports/database.ts'
import { ListedDocument } from './list-documents.ts'

const StoredChunk = z
  .object({
    index: z.number(),
    content: z.string(),
    section: z.string().nullable(),
    anchor: z.string().nullable().default(null),
    page: z.number().nullable(),
    position: z.number().nullable(),
    token_count: z.number().nullable(),
  })
  .transform(({ token_count, ...rest }) => ({ ...rest, tokenCount: token_count }))
/** A chunk as it is stored, without its vectors. */
export type StoredChunk = z.infer<typeof StoredChunk>

const ReadDocumentResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('found'),
    document: ListedDocument,
    /** What was read of it and what was not, as ingestion kept it. */
    report: z.unknown(),
    chunks: z.array(StoredChunk),
  }),
  z.object({ kind: z.literal('not_found') }),
])
export type ReadDocumentOutcome = z.infer<typeof ReadDocumentResult>

/** A document with its chunks in order. */
export async function readDocument(database: Database, input: { id: string }): Promise<ReadDocumentOutcome> {
  return ReadDocumentResult.parse(await database.call('read_document', { p_id: input.id }))
}
