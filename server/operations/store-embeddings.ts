import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const StoreEmbeddingsResult = z.object({ stored: z.number() })

/**
 * Stores embeddings (1536 numbers each) of `model`: searched at once when it is the active one, else kept beside those
 * that are. Chunks that are gone, or have one already, are left out.
 */
export async function storeEmbeddings(
  database: Database,
  input: { model: string; embeddings: readonly { chunkId: string; embedding: number[] }[] },
): Promise<{ stored: number }> {
  return StoreEmbeddingsResult.parse(
    await database.call('store_embeddings', {
      p_model: input.model,
      p_embeddings: input.embeddings.map(({ chunkId, embedding }) => ({ chunk_id: chunkId, embedding })),
    }),
  )
}
