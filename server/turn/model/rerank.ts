import type { Passage } from '../../operations/search-knowledge.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import type { Reranker } from '../../ports/reranker.ts'
import type { Breakers } from './breaker.ts'
import { type ModelLog, type PriceOf, toTrouble } from './model-log.ts'
import { askedRest, stepOutcome } from './retry-rules.ts'
import { type Timers, withinLimit } from './timers.ts'

/** Milliseconds that reranking may add; then the order of the search stands. */
export const rerankLimit = 1500
/** A reranker reads so much of a passage, in UTF-16 units: Cohere's reads 4,096 tokens of question and text. */
const longestText = 6000

export interface RerankInput {
  query: string
  /** In the order of the search. */
  passages: readonly Passage[]
  /** How many to keep. */
  limit: number
  /**
   * Least cosine similarity (0..1) of a passage that has one (RAG_SIMILARITY_THRESHOLD); 0 keeps all. Passages that
   * only the lexical search found have none and stay, and so do all of them where none is similar enough: 0.7, which
   * old configurations say, is more than text-embedding-3-small gives to anything.
   */
  threshold: number
}

/**
 * The passages to answer from, best first: the search's, in the reranker's order where there is one and it answers in
 * time, in the search's otherwise. What the reranker leaves out is filled up in the search's order. Never throws.
 */
export async function rerank(
  deps: {
    reranker?: Reranker | undefined
    breakers: Breakers
    timers: Timers
    priceOf?: PriceOf | undefined
  },
  input: RerankInput,
  log: ModelLog,
): Promise<Passage[]> {
  const passages = similarEnough(input.passages, input.threshold)
  const fused = passages.slice(0, input.limit)
  const { reranker, timers } = deps
  if (reranker === undefined || passages.length <= 1) return fused
  const { model = 'reranker' } = reranker
  const about = { step: 'rerank', model, next: 'fused_order' } as const
  const permit = deps.breakers.permit('reranker')
  if (permit === null) {
    log.troubles.push({ ...about, reason: 'breaker_open', status: null, milliseconds: 0 })
    return fused
  }
  const began = timers.now()
  const late = () => new ProviderError('timeout', { provider: 'chain', retryable: true })
  try {
    const ranking = await withinLimit(timers, { milliseconds: rerankLimit, late }, signal =>
      reranker.rerank({
        query: input.query,
        texts: passages.map(textOf),
        limit: Math.min(input.limit, passages.length),
        signal,
        deadline: rerankLimit,
      }),
    )
    permit.ended('ok')
    const milliseconds = Math.round(timers.now() - began)
    const used = { model, promptTokens: 0, completionTokens: 0, cachedTokens: 0, cost: null }
    const cost = deps.priceOf?.({ ...used, searches: 1 }) ?? null
    log.calls.push({ step: 'rerank', model, ...unread, milliseconds, cost })
    return inOrder(
      passages,
      ranking.map(({ index }) => index),
      input.limit,
    )
  } catch (error) {
    permit.ended(stepOutcome(error), askedRest(error))
    log.troubles.push(toTrouble(error, { ...about, milliseconds: timers.now() - began }))
    return fused
  }
}

/** A reranker is paid by the search. */
const unread = { promptTokens: null, completionTokens: null, cachedTokens: null }

function similarEnough(passages: readonly Passage[], threshold: number): readonly Passage[] {
  const similar = passages.filter(({ dense }) => dense === null || dense >= threshold)
  return similar.length === 0 ? passages : similar
}

function textOf({ title, section, content }: Passage): string {
  return `${[title, section].filter(Boolean).join(' — ')}\n${content}`.slice(0, longestText)
}

/** The passages at `indices` first, each once, then the others as they were; indices of nothing are passed over. */
function inOrder(passages: readonly Passage[], indices: readonly number[], limit: number): Passage[] {
  const chosen = [...new Set(indices)].flatMap(index => passages[index] ?? [])
  return [...new Set([...chosen, ...passages])].slice(0, limit)
}
