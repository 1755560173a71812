export interface Embedder {
  /** The model's name, stored beside what it made: vectors of two models are never compared. */
  readonly model: string
  readonly dimensions: number
  /**
   * One vector a text, in the order of the texts. Batches as its wire wants. Throws ProviderError.
   * `deadline`: milliseconds for all of it; over it is `timeout` (an aborted signal is `cancelled`).
   */
  embed(
    texts: readonly string[],
    options?: { signal?: AbortSignal; deadline?: number },
  ): Promise<{ vectors: number[][]; tokens: number; cost: number | null }>
}
