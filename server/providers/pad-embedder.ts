import type { Embedder } from '../ports/embedder.ts'
import { toEmbeddingSpace } from './embedding-space.ts'

/**
 * An embedder whose vectors have `length` numbers, the missing ones 0: they fit a column of that length, and cosine, inner
 * product and distance among them stay what they were. Throws an Error an operator can read (French) for a model whose
 * vectors are longer.
 */
export function padEmbedder(embedder: Embedder, length: number): Embedder {
  const missing = length - embedder.dimensions
  if (missing === 0) return embedder
  if (missing < 0) {
    throw new Error(
      `les vecteurs de ${embedder.model} ont ${embedder.dimensions} nombres ; la base en garde ${length} : choisis un modèle plus court`,
    )
  }
  const zeros: number[] = new Array(missing).fill(0)
  return {
    model: embedder.model,
    dimensions: length,
    space: toEmbeddingSpace(embedder.model, embedder.dimensions),
    async embed(texts, options) {
      const { vectors, ...rest } = await embedder.embed(texts, options)
      return { vectors: vectors.map(vector => [...vector, ...zeros]), ...rest }
    },
  }
}
