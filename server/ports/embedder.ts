export interface Embedder {
  readonly model: string
  readonly dimensions: number
  /** What these vectors are kept and compared as, where that is not the model's name: see embeddingSpace(). */
  readonly space?: string | undefined
  /**
   * One vector a text, in the order of the texts. Batches as its wire wants. Throws ProviderError.
   * `deadline`: milliseconds for all of it; over it is `timeout` (an aborted signal is `cancelled`).
   */
  embed(
    texts: readonly string[],
    options?: { signal?: AbortSignal; deadline?: number },
  ): Promise<{ vectors: number[][]; tokens: number; cost: number | null }>
  /** Told by each search which space the stored vectors are of: one that can changes to that model. */
  follow?(space: string): void
}

/** The name that is stored beside what an embedder made: vectors of two spaces are never compared. */
export function embeddingSpace(embedder: Pick<Embedder, 'model' | 'space'>): string {
  return embedder.space ?? embedder.model
}
