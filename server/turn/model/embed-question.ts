import { type Embedder, embeddingSpace } from '../../ports/embedder.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import type { Breakers } from './breaker.ts'
import { type ModelLog, type PriceOf, toTrouble } from './model-log.ts'
import { askedRest, stepOutcome } from './retry-rules.ts'
import { type Timers, withinLimit } from './timers.ts'

/** Milliseconds that a question's embedding may take; then the search is lexical alone. */
export const embedLimit = 2000

/** The embeddings of the questions asked last: the same question is asked again, and follow-ups repeat it. */
export interface VectorCache {
  get(text: string): number[] | undefined
  set(text: string, vector: number[]): void
}

/** Keeps the `size` vectors used last: 256 of 1,536 numbers are 3 MB. */
export function createVectorCache(size = 256): VectorCache {
  const vectors = new Map<string, number[]>()
  const set = (text: string, vector: number[]) => {
    vectors.delete(text)
    vectors.set(text, vector)
    const [oldest] = vectors.keys()
    if (vectors.size > size && oldest !== undefined) vectors.delete(oldest)
  }
  return {
    get(text) {
      const vector = vectors.get(text)
      if (vector) set(text, vector)
      return vector
    },
    set,
  }
}

/**
 * The embedding of a question, or undefined when there is none to be had: no embedder, a failure, too slow. Then the
 * search finds by words alone, and the log says so. Never throws; when `signal` is aborted it ends and
 * tells nothing.
 */
export async function embedQuestion(
  deps: {
    embedder?: Embedder | undefined
    cache: VectorCache
    breakers: Breakers
    timers: Timers
    priceOf?: PriceOf | undefined
  },
  text: string,
  log: ModelLog,
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const { embedder, cache, timers } = deps
  if (embedder === undefined) return undefined
  const key = `${embeddingSpace(embedder)}\n${text}`
  const known = cache.get(key)
  if (known) return known
  const { model } = embedder
  const about = { step: 'embed', model, next: 'lexical' } as const
  const permit = deps.breakers.permit(`embed ${model}`)
  if (permit === null) {
    log.troubles.push({ ...about, reason: 'breaker_open', status: null, milliseconds: 0 })
    return undefined
  }
  const began = timers.now()
  const late = () => new ProviderError('timeout', { provider: 'chain', model, retryable: true })
  try {
    const { vectors, tokens, cost } = await withinLimit(
      timers,
      { milliseconds: embedLimit, late, signal },
      inner => embedder.embed([text], { signal: inner, deadline: embedLimit }),
    )
    const [vector] = vectors
    if (vector === undefined) throw new ProviderError('empty', { provider: 'chain', model })
    permit.ended('ok')
    cache.set(key, vector)
    const milliseconds = Math.round(timers.now() - began)
    const used = { promptTokens: tokens, completionTokens: 0, cachedTokens: 0, cost }
    const priced = cost ?? deps.priceOf?.({ model, ...used }) ?? null
    log.calls.push({ step: 'embed', model, milliseconds, ...used, cost: priced })
    return vector
  } catch (error) {
    permit.ended(signal?.aborted ? 'none' : stepOutcome(error), askedRest(error))
    if (!signal?.aborted)
      log.troubles.push(toTrouble(error, { ...about, milliseconds: timers.now() - began }))
    return undefined
  }
}
