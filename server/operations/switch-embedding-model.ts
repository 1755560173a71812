import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const SwitchResult = z.object({
  /** The model whose embeddings are searched from now on. */
  active: z.string(),
  /** Chunks whose embedding is still to be made before it is the one that was asked for. */
  missing: z.number(),
})

/**
 * Has searches use the embeddings of `model` from one moment to the next, when every chunk has one (`without`: ids of those
 * that the model refused, which must not be all) or no chunk has any yet.
 */
export async function switchEmbeddingModel(
  database: Database,
  input: { model: string; without?: readonly string[] },
): Promise<z.infer<typeof SwitchResult>> {
  return SwitchResult.parse(
    await database.call('switch_embedding_model', {
      p_model: input.model,
      p_without: [...(input.without ?? [])],
    }),
  )
}
