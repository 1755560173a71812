export interface Reranker {
  /**
   * The best `limit` of `texts` for a query, best first: `index` into `texts`, relevance 0 to 1.
   * Throws ProviderError.
   */
  rerank(request: {
    query: string
    texts: readonly string[]
    limit: number
    signal?: AbortSignal
  }): Promise<{ index: number; relevance: number }[]>
}
