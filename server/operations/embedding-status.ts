import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const EmbeddingStatusResult = z.object({
  /** The model whose embeddings are searched. */
  active: z.string(),
  chunks: z.number(),
  /** Chunks that have an embedding of the active model. */
  embedded: z.number(),
  /** Chunks without an embedding of the model that was asked about … */
  missing: z.number(),
  /** … and about how many tokens those are. */
  tokens: z.number(),
})
export type EmbeddingStatus = z.infer<typeof EmbeddingStatusResult>

/** What filling in the embeddings of `model` takes. */
export async function embeddingStatus(
  database: Database,
  input: { model: string },
): Promise<EmbeddingStatus> {
  return EmbeddingStatusResult.parse(await database.call('embedding_status', { p_model: input.model }))
}
