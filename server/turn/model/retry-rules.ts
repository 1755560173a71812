import type { ProviderError } from '../../ports/provider-error.ts'
import type { CallOutcome } from './breaker.ts'

/** Bounds of the chain; milliseconds. */
export interface ChainLimits {
  /**
   * From the turn's beginning to the first words, whatever fails: then the extractive answer comes. failures.md
   * lets a turn take 45 s to its first words, trust.md (R6) wants a useful answer within 15 s at p99 with every provider
   * down, silent ones included. The stricter one holds: 14 s, and what is left of it is shared
   * out among the attempts. Slow models of one's own want more.
   */
  firstWords: number
  /**
   * From the moment models are asked, however late that is: where our own database took the time, a model that works is
   * still worth asking, and no provider is to blame.
   */
  evenLate: number
  /** What a call may take of the time left before its first words while another one may yet be made … */
  share: number
  /** … and what it may take at least. */
  fair: number
  /** An attempt is not worth beginning with less than this left. */
  least: number
  /** failures.md: first token, idle between two data events, all of a call. */
  firstToken: number
  idle: number
  total: number
  /**
   * From the turn's beginning to the last word, whoever writes it: to somebody who reads along; and to somebody who sees
   * nothing before all is there, behind a proxy that waits for a minute (nginx as the guide sets it up).
   */
  streamed: number
  whole: number
  /**
   * For version 1's widget, which waits for 15 s, asks once more and then shows an error: the last word, and the first ones,
   * early enough for some to follow. Whatever took the time, and however patient the operator is with slow models.
   */
  soon: { firstWords: number; whole: number }
  /** A longer Retry-After means: fall back now. */
  longestRetryAfter: number
  backoff: { first: number; most: number; jitter: number }
}

export const chainLimits: ChainLimits = {
  firstWords: 14_000,
  evenLate: 6000,
  share: 0.4,
  fair: 3000,
  least: 1000,
  firstToken: 15_000,
  idle: 20_000,
  total: 60_000,
  streamed: 60_000,
  whole: 50_000,
  soon: { firstWords: 10_000, whole: 13_000 },
  longestRetryAfter: 10_000,
  backoff: { first: 500, most: 8000, jitter: 0.25 },
}

/**
 * The order of attempts: two tries a model, one model after the other; then, while time is left, two more of each in
 * turns. Of two models that fail three calls in ten, two tries each would leave one turn in 123 without a model's answer.
 */
export function planAttempts<Model>(models: readonly Model[]): Model[] {
  return [...models.flatMap(model => [model, model]), ...models, ...models]
}

/**
 * Milliseconds to wait before the same call is made again, or null when it must not be: it is not retryable, or the
 * provider asks for more than ten seconds. `failures` counts those before (0 for the first one); `random` is 0..1.
 * 0.5 s · 2ⁿ up to 8 s, less up to a quarter; Retry-After is the floor.
 */
export function retryDelay(
  error: ProviderError,
  failures: number,
  random: number,
  limits: ChainLimits = chainLimits,
): number | null {
  if (!error.retryable) return null
  const asked = (error.retryAfter ?? 0) * 1000
  if (asked > limits.longestRetryAfter) return null
  const { first, most, jitter } = limits.backoff
  return Math.max(asked, Math.min(most, first * 2 ** failures) * (1 - jitter * random))
}

/** A reply that is all thinking (failures.md, row 20): the same call ends so again, one with more room may not. */
export function isSpentOnThought(error: unknown): boolean {
  const { failure, retryable } = (error ?? {}) as Partial<ProviderError>
  return failure === 'empty' && retryable === false
}

/** What will not pass in a moment, and waits for the operator: no credit, a wrong key, an unknown model. */
const lasting = ['quota_exhausted', 'unauthorized', 'model_unavailable', 'certificate']

/**
 * What a failed call says of its provider: nothing, when it was the message or ourselves; that it need not be
 * called for a while, when only its operator can help.
 */
export function breakerOutcome(error: unknown): CallOutcome {
  const failure = (error as Partial<ProviderError> | null)?.failure
  if (failure === undefined || ['refused', 'too_long', 'cancelled'].includes(failure)) return 'none'
  return lasting.includes(failure) ? 'failed_for_now' : 'failed'
}

/** A provider's clock, or ours, may be wrong. */
const longestRest = 24 * 3_600_000

/**
 * Milliseconds for which a provider's quota is spent, where it says so (failures.md, row 2: no more free calls today); a
 * day at most. Who has no credit says nothing of the kind: the operator may pay at any moment.
 */
export function askedRest(error: unknown): number | undefined {
  const { failure, retryAfter } = (error ?? {}) as Partial<ProviderError>
  if (failure !== 'quota_exhausted' || retryAfter === undefined) return undefined
  return Math.min(retryAfter * 1000, longestRest)
}

/** For optional steps: a limit of calls a minute leaves them out at once too, rather than to be waited for. */
export function stepOutcome(error: unknown): CallOutcome {
  const failure = (error as Partial<ProviderError> | null)?.failure
  return failure === 'rate_limited' ? 'failed_for_now' : breakerOutcome(error)
}
