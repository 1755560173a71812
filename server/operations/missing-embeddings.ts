import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const MissingEmbedding = z
  .object({ chunk_id: z.string(), owner: z.string(), text: z.string() })
  .transform(({ chunk_id, ...rest }) => ({ chunkId: chunk_id, ...rest }))

/** A chunk without an embedding, and what is to be embedded of it. */
export type MissingEmbedding = z.infer<typeof MissingEmbedding>

/** The first `limit` chunks, by id and beyond `after`, that have no embedding of `model`. */
export async function missingEmbeddings(
  database: Database,
  input: { model: string; limit: number; after?: string | undefined },
): Promise<MissingEmbedding[]> {
  const result = await database.call('missing_embeddings', {
    p_model: input.model,
    p_limit: input.limit,
    p_after: input.after ?? null,
  })
  return z.array(MissingEmbedding).parse(result)
}
