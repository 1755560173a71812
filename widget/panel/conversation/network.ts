/** What the browser knows of its connection. */
export interface Network {
  isOnline(): boolean
  /** Calls `listener` when that changes; returns what ends that. */
  listen(listener: () => void): () => void
}
