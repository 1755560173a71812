/** When a breaker opens, and for how long; milliseconds. */
export interface BreakerLimits {
  /** So many failures one after the other … */
  failures: number
  /** … within this time, and no fewer than that time's successes and calls under way together, open it … */
  window: number
  /** … for so long at most; then one call is let through to see. */
  open: number
}

/**
 * failures.md: 5 failures in 30 s open it for 30 s. One after the other and at least half of all, because a provider
 * that fails three calls in ten is worth calling: counted apart from its successes, five failures come within 30 s at
 * any provider that is busy enough. A failure is told sooner than an answer, so that of many calls that begin together
 * the failures come first: those that began no later and are still under way count as successes.
 */
export const modelBreaker: BreakerLimits = { failures: 5, window: 30_000, open: 30_000 }

/** For steps that are left out when they fail (embedding, reranking): two failures are enough to leave them out. */
export const stepBreaker: BreakerLimits = { failures: 2, window: 30_000, open: 30_000 }

/** What a breaker remembers: plain data. Instants in milliseconds of one clock. */
export interface BreakerState {
  /** What became of the calls of the window, oldest first. */
  outcomes: readonly { at: number; ok: boolean }[]
  /** While it is open: when the next call may go, to see whether the provider is back. Null while it is closed. */
  until: number | null
  /** How often it opened or closed: what began before the last time tells nothing of now. */
  period: number
}

export const closedBreaker: BreakerState = { outcomes: [], until: null, period: 0 }

/**
 * Whether a call may go now, and whether it is a probe. A probe takes the place of all calls of the next `rest`
 * milliseconds, however long it lasts itself: a provider that is silent would otherwise be asked again that much later.
 */
export function mayCall(
  state: BreakerState,
  now: number,
  rest: number,
): { allowed: boolean; probe: boolean; state: BreakerState } {
  if (state.until === null) return { allowed: true, probe: false, state }
  if (now < state.until) return { allowed: false, probe: false, state }
  return { allowed: true, probe: true, state: { ...state, until: now + rest } }
}

/** How a call ended: `none` says nothing of the provider (the visitor's message was refused, we cancelled). */
export type CallOutcome = 'ok' | 'failed' | 'failed_for_now' | 'none'

/** A call that ended; `began` is its beginning, `period` the breaker's then, `underWay` how many began before and have not ended. */
export interface EndedCall {
  outcome: CallOutcome
  probe: boolean
  began: number
  period: number
  underWay: number
  /** For how long the provider itself said that nothing will change, in milliseconds; undefined where it did not. */
  asked?: number | undefined
}

/**
 * The breaker after a call. `failed_for_now` opens it at once, for as long as the provider said. It rests from the beginning of the call that opens it: a
 * provider may have come back at any time since. A call of an earlier period changes nothing, and while it is open only
 * a probe does.
 */
export function afterCall(
  state: BreakerState,
  now: number,
  { outcome, probe, began, period, underWay, asked }: EndedCall,
  { limits, rest }: { limits: BreakerLimits; rest: number },
): BreakerState {
  if (period !== state.period) return state
  if (probe) {
    if (outcome === 'ok') return { ...closedBreaker, period: period + 1 }
    if (outcome === 'failed_for_now' && asked !== undefined) return { ...state, until: began + asked }
    return outcome === 'none' ? { ...state, until: now } : state
  }
  if (outcome === 'none') return state
  const recent = state.outcomes.findIndex(({ at }) => now - at <= limits.window)
  const outcomes = recent < 0 ? [] : state.outcomes.slice(recent)
  outcomes.push({ at: now, ok: outcome === 'ok' })
  if (outcome === 'failed_for_now')
    return { outcomes: [], until: began + (asked ?? rest), period: period + 1 }
  if (hasFailed(outcomes, underWay, limits)) return { outcomes: [], until: began + rest, period: period + 1 }
  return { ...state, outcomes: outcomes.slice(-mostOutcomes) }
}

/** More than this tells no more of a window. */
const mostOutcomes = 200

function hasFailed(outcomes: BreakerState['outcomes'], underWay: number, limits: BreakerLimits): boolean {
  const last = outcomes.slice(-limits.failures)
  if (last.length < limits.failures || last.some(({ ok }) => ok)) return false
  return outcomes.filter(({ ok }) => !ok).length * 2 >= outcomes.length + underWay
}

/**
 * Leave to make one call; says once how it ended. `asked`: of `failed_for_now`, the milliseconds for which the provider
 * said that it will stay so.
 */
export interface Permit {
  ended(outcome: CallOutcome, asked?: number): void
}

export interface Breakers {
  /** Leave to call a provider's model, or null while its breaker is open. Every permit must be ended. */
  permit(key: string): Permit | null
  /** Names that may not be called now, or are being probed, for health: after its rest a breaker tells nothing. */
  open(): string[]
}

/** A rest is shorter by up to so much of it, so that processes and models do not probe all at once. */
const jitter = 0.2

/** One breaker a name, in memory, on a clock of milliseconds that only goes forward; `random` gives 0..1. */
export function createBreakers(
  now: () => number,
  limits: BreakerLimits,
  random: () => number = Math.random,
): Breakers {
  const states = new Map<string, BreakerState>()
  const running = new Map<string, Set<{ began: number }>>()
  const runningOf = (key: string) => {
    const known = running.get(key) ?? new Set()
    running.set(key, known)
    return known
  }
  const stateOf = (key: string) => states.get(key) ?? closedBreaker
  const rest = () => limits.open * (1 - jitter * random())
  return {
    permit(key) {
      const began = now()
      const { allowed, probe, state } = mayCall(stateOf(key), began, rest())
      states.set(key, state)
      if (!allowed) return null
      const { period } = state
      const call = { began }
      const others = runningOf(key).add(call)
      forgetBefore(others, began - limits.window)
      let told = false
      return {
        ended(outcome, asked) {
          if (told) return
          told = true
          others.delete(call)
          const underWay = before(others, began, limits.window)
          const ended = { outcome, probe, began, period, underWay, asked }
          states.set(key, afterCall(stateOf(key), now(), ended, { limits, rest: rest() }))
        },
      }
    },
    open: () => [...states].filter(([, { until }]) => until !== null && now() < until).map(([key]) => key),
  }
}

/** Calls, oldest first, that began before an instant tell nothing any more: nor do those that nobody ended. */
function forgetBefore(calls: Set<{ began: number }>, instant: number): void {
  for (const call of calls) {
    if (call.began >= instant) return
    calls.delete(call)
  }
}

/** How many calls, oldest first, began up to an instant, and no longer before it than a window. */
function before(calls: Iterable<{ began: number }>, instant: number, window: number): number {
  let count = 0
  for (const { began } of calls) {
    if (began > instant) break
    if (instant - began <= window) count++
  }
  return count
}
