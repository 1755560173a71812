export interface Reranker {
  /** The model's name, by which its searches are priced. */
  readonly model?: string
  /**
   * The best `limit` of `texts` for a query, best first: `index` into `texts`, relevance 0 to 1.
   * Throws ProviderError; `deadline` in milliseconds, over it is `timeout` (an aborted signal is `cancelled`).
   */
  rerank(request: {
    query: string
    texts: readonly string[]
    limit: number
    signal?: AbortSignal
    deadline?: number
  }): Promise<{ index: number; relevance: number }[]>
}
