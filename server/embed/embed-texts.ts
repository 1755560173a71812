import type { Embedder } from '../ports/embedder.ts'
import { ProviderError } from '../ports/provider-error.ts'

export interface EmbedTextsDeps {
  embedder: Embedder
  /** Milliseconds; rejects when the process is to end. */
  wait(milliseconds: number): Promise<void>
  /** From 0 to 1. */
  random(): number
  signal?: AbortSignal | undefined
  /** How often a call that may pass is made; 6. */
  tries?: number
  /** Told before each pause that a provider asks for, or that its failure suggests. */
  onPause?(milliseconds: number, error: ProviderError): void
}

export interface EmbeddedTexts {
  /** In the order of the texts; null for one that the model refuses, however short it is made. */
  vectors: (number[] | null)[]
  tokens: number
  /** US dollars as the provider says; null when it does not. */
  cost: number | null
  /** What the provider said of a text that it refuses: the last one. */
  refusal?: ProviderError | undefined
}

/** What a call may take: less than the lease of the job it is part of. */
export const callMilliseconds = 50_000
/** A provider that asks for more patience than this is not waited for. */
const longestPause = 90_000
/** The least that is kept of a text which is too long for the model, in characters. */
const shortest = 500

/**
 * Embeds texts with the patience of a command: what may pass is tried again, up to six times, after what the provider asks
 * for or 1 s · 2ⁿ; a text that the model refuses is found by halving the batch, shortened if it is too long, and left out
 * in the end. Throws ProviderError for what time or halving does not help.
 */
export async function embedTexts(deps: EmbedTextsDeps, texts: readonly string[]): Promise<EmbeddedTexts> {
  if (texts.length === 0) return { vectors: [], tokens: 0, cost: 0 }
  try {
    return await embedPatiently(deps, texts)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const isTheirs = error.failure === 'too_long' || error.failure === 'rejected'
    // A small machine may be too slow for so many at a time.
    if (!isTheirs && !(error.failure === 'timeout' && texts.length > 1)) throw error
    if (texts.length > 1) return embedHalves(deps, texts)
    const [text = ''] = texts
    if (error.failure === 'too_long' && text.length > shortest) {
      return embedTexts(deps, [text.slice(0, Math.max(shortest, Math.floor(text.length / 2)))])
    }
    return { vectors: [null], tokens: 0, cost: 0, refusal: error }
  }
}

async function embedHalves(deps: EmbedTextsDeps, texts: readonly string[]): Promise<EmbeddedTexts> {
  const middle = Math.ceil(texts.length / 2)
  const first = await embedTexts(deps, texts.slice(0, middle))
  const second = await embedTexts(deps, texts.slice(middle))
  return {
    vectors: [...first.vectors, ...second.vectors],
    tokens: first.tokens + second.tokens,
    cost: first.cost === null || second.cost === null ? null : first.cost + second.cost,
    refusal: second.refusal ?? first.refusal,
  }
}

async function embedPatiently(deps: EmbedTextsDeps, texts: readonly string[]) {
  const { embedder, signal, tries = 6 } = deps
  for (let failures = 0; ; failures += 1) {
    try {
      return await embedder.embed(texts, { deadline: callMilliseconds, ...(signal && { signal }) })
    } catch (error) {
      if (!(error instanceof ProviderError) || !error.retryable || failures + 1 >= tries) throw error
      if (error.failure === 'timeout' && texts.length > 1) throw error
      const asked = (error.retryAfter ?? 0) * 1000
      if (asked > longestPause) throw error
      const pause = Math.max(asked, 1000 * 2 ** failures * (1 - 0.25 * deps.random()))
      deps.onPause?.(pause, error)
      await deps.wait(pause)
    }
  }
}
