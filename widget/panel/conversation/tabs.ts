/** The visitor's other tabs on the same site. */
export interface Tabs {
  /** Tells them that the conversation has changed, or is another one. */
  tell(): void
  /** Calls `listener` when another tab told so; returns what ends that. */
  listen(listener: () => void): () => void
}

/** Runs `work` when no other tab runs such work; at once where the browser cannot say. */
export type Lock = <Result>(work: () => Promise<Result>) => Promise<Result>
