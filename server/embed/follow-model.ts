import { type Embedder, embeddingSpace } from '../ports/embedder.ts'

/** What the process has to embed questions with. */
export interface KnownEmbedders {
  /** The one that is configured. */
  configured: Embedder
  /** One of another model, by its space; undefined when there is none. */
  embedderOf(space: string): Embedder | undefined
  /** The space of the stored vectors when the process starts. */
  active: string
  /** Told when the stored vectors are another model's from now on. */
  onChange?(active: string): void
}

/**
 * An embedder of the model whose vectors are stored, whichever that is: after EMBEDDING_MODEL was changed it goes on with
 * the old one, until `npm run embed` has filled in the new one's and switched, which the next search tells (`follow`).
 */
export function createFollowingEmbedder({
  configured,
  embedderOf,
  active,
  onChange,
}: KnownEmbedders): Embedder {
  const toEmbedder = (space: string) =>
    space === embeddingSpace(configured) ? configured : (embedderOf(space) ?? configured)
  let space = active
  let current = toEmbedder(active)
  return {
    get model() {
      return current.model
    },
    get dimensions() {
      return current.dimensions
    },
    get space() {
      return embeddingSpace(current)
    },
    embed: (texts, options) => current.embed(texts, options),
    follow(told) {
      if (told === space) return
      space = told
      current = toEmbedder(told)
      onChange?.(told)
    },
  }
}
