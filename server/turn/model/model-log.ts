import type { JsonObject } from '../../ports/database.ts'
import type { ModelUsage } from '../../ports/language-model.ts'
import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'

/** Steps of a turn that call a provider. */
export type ModelStep = 'embed' | 'route' | 'rerank' | 'answer'

/** A call that ended and what it used: figures only. Tokens and cost (US dollars) are null when nobody said them. */
export interface ModelCall {
  step: ModelStep
  /** The one that answered, by the provider's word. */
  model: string
  /** The name that was asked for, where another one answered: names that a provider chooses are no labels. */
  asked?: string
  milliseconds: number
  promptTokens: number | null
  completionTokens: number | null
  cachedTokens: number | null
  cost: number | null
}

/**
 * Why a call gave nothing, or not all: the provider's failure, or our own reason (`other_model`: the stored embeddings are
 * not of the question's model).
 */
export type TroubleReason = ProviderFailure | 'breaker_open' | 'leaked' | 'other_model' | 'defect'

/** Something that a provider did and that the visitor did not see: to be logged as a warning and counted. */
export interface Trouble {
  step: ModelStep
  model: string
  reason: TroubleReason
  status: number | null
  milliseconds: number
  /** The call said what it used: it is one of the log's calls too. */
  counted?: boolean
  /** What was done instead: another model's name, `extractive`, `lexical`, `fused_order`, `local_router` … */
  next: string
  /** Models that the provider names instead. */
  alternatives?: readonly string[]
  /** The error itself, when it is none that providers are known to make. */
  error?: unknown
}

/** What one turn's calls came to. */
export interface ModelLog {
  readonly calls: ModelCall[]
  readonly troubles: Trouble[]
}

export function createModelLog(): ModelLog {
  return { calls: [], troubles: [] }
}

/** Price in US dollars of a call whose provider does not say it (`searches`: of a reranker); null when unknown. */
export type PriceOf = (usage: ModelUsage & { searches?: number }) => number | null

/** A model's usage as a call of the log. */
export function toModelCall(
  step: ModelStep,
  model: string,
  usage: ModelUsage | null,
  milliseconds: number,
  priceOf: PriceOf = () => null,
): ModelCall {
  return {
    step,
    model: usage?.model ?? model,
    ...(usage !== null && usage.model !== model && { asked: model }),
    milliseconds: Math.round(milliseconds),
    promptTokens: usage?.promptTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
    cachedTokens: usage?.cachedTokens ?? null,
    cost: usage === null ? null : (usage.cost ?? priceOf(usage)),
  }
}

/** What an error says of a call. Anything but a ProviderError is a defect of ours and is kept whole. */
export function toTrouble(
  error: unknown,
  call: Pick<Trouble, 'step' | 'model' | 'milliseconds' | 'next' | 'counted'>,
): Trouble {
  const about = { ...call, milliseconds: Math.round(call.milliseconds) }
  if (!(error instanceof ProviderError)) return { ...about, reason: 'defect', status: null, error }
  const { failure, status, alternatives } = error
  return {
    ...about,
    reason: failure,
    status: status ?? null,
    ...(alternatives.length > 0 ? { alternatives } : {}),
  }
}

/** Sums of a turn's calls, as its row keeps them; null where no call said it. */
export function totalsOf(calls: readonly ModelCall[]): {
  promptTokens: number | null
  completionTokens: number | null
  cachedTokens: number | null
  cost: number | null
} {
  const sum = (values: (number | null)[]) => {
    const known = values.filter(value => value !== null)
    return known.length === 0 ? null : known.reduce((total, value) => total + value, 0)
  }
  return {
    promptTokens: sum(calls.map(call => call.promptTokens)),
    completionTokens: sum(calls.map(call => call.completionTokens)),
    cachedTokens: sum(calls.map(call => call.cachedTokens)),
    cost: sum(calls.map(call => call.cost)),
  }
}

/** What a turn's row keeps of its calls and failures, beside the milliseconds of its steps; nothing when none was made. */
export function toStoredSteps({ calls, troubles }: ModelLog): JsonObject {
  return {
    ...(calls.length > 0 ? { calls: calls.map(call => ({ ...call })) } : {}),
    ...(troubles.length > 0
      ? {
          troubles: troubles.map(({ step, model, reason, milliseconds, next }) => ({
            step,
            model,
            reason,
            milliseconds,
            next,
          })),
        }
      : {}),
  }
}
