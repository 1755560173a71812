import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const PassageRow = z
  .object({
    chunk_id: z.string(),
    document_id: z.string(),
    owner: z.string(),
    filename: z.string().nullable(),
    title: z.string().nullable(),
    section: z.string().nullable(),
    page: z.number().nullable(),
    url: z.string().nullable(),
    content: z.string(),
    position: z.number().nullable(),
    tags: z.array(z.string()),
    score: z.number(),
    lexical: z.number().min(0).max(1),
    dense: z.number().nullable(),
  })
  .transform(({ chunk_id, document_id, ...rest }) => ({
    chunkId: chunk_id,
    documentId: document_id,
    ...rest,
    filename: rest.filename ?? '',
    title: rest.title ?? '',
  }))

/**
 * A chunk that was found. `score` orders one search; `lexical` (0 to 1, how much of the query it supports) can be
 * compared across searches; `dense` is cosine similarity, null without a query's or a chunk's embedding.
 */
export type Passage = z.infer<typeof PassageRow>

/**
 * The passages that answer a query, best first: for each agent at most `limit` of its own documents and the shared
 * ones, each passage once. Never another agent's. `embedding`: 1536 numbers, fused by rank with lexical search.
 */
export async function searchKnowledge(
  database: Database,
  input: { query: string; agents: string[]; embedding?: number[] | undefined; limit: number },
): Promise<Passage[]> {
  const result = await database.call('search_knowledge', {
    p_query: input.query,
    p_agents: input.agents,
    p_embedding: input.embedding ?? null,
    p_limit: input.limit,
  })
  return z.array(PassageRow).parse(result)
}
