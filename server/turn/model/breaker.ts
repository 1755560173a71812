/** When a breaker opens, and for how long; milliseconds. */
export interface BreakerLimits {
  /** So many failures one after the other … */
  failures: number
  /** … within this time, and no fewer than the successes of that time, open it … */
  window: number
  /** … for so long; then one call is let through to see. */
  open: number
}

/**
 * failures.md: 5 failures in 30 s open it for 30 s. One after the other and at least half of all, because a provider
 * that fails three calls in ten is worth calling: counted apart from its successes, five failures come within 30 s at
 * any provider that is busy enough.
 */
export const modelBreaker: BreakerLimits = { failures: 5, window: 30_000, open: 30_000 }

/** For steps that are left out when they fail (embedding, reranking): two failures are enough to leave them out. */
export const stepBreaker: BreakerLimits = { failures: 2, window: 30_000, open: 30_000 }

/** What a breaker remembers: plain data. Instants in milliseconds of one clock. */
export interface BreakerState {
  /** What became of the calls of the window, oldest first. */
  outcomes: readonly { at: number; ok: boolean }[]
  /** When it opened; null while it is closed. */
  openedAt: number | null
  /** A call is on its way to see whether the provider is back. */
  probing: boolean
}

export const closedBreaker: BreakerState = { outcomes: [], openedAt: null, probing: false }

/** Whether a call may go now, and whether it is the probe. */
export function mayCall(
  state: BreakerState,
  now: number,
  limits: BreakerLimits,
): { allowed: boolean; probe: boolean; state: BreakerState } {
  if (state.openedAt === null) return { allowed: true, probe: false, state }
  const rested = now - state.openedAt >= limits.open
  if (!rested || state.probing) return { allowed: false, probe: false, state }
  return { allowed: true, probe: true, state: { ...state, probing: true } }
}

/** How a call ended: `none` says nothing of the provider (the visitor's message was refused, we cancelled). */
export type CallOutcome = 'ok' | 'failed' | 'failed_for_now' | 'none'

/**
 * The breaker after a call. `failed_for_now` opens it at once. A call that began before it opened changes
 * nothing while it is open: only the probe does.
 */
export function afterCall(
  state: BreakerState,
  now: number,
  { outcome, probe }: { outcome: CallOutcome; probe: boolean },
  limits: BreakerLimits,
): BreakerState {
  if (probe) {
    if (outcome === 'ok') return closedBreaker
    if (outcome === 'none') return { ...state, probing: false }
    return { outcomes: [], openedAt: now, probing: false }
  }
  if (state.openedAt !== null || outcome === 'none') return state
  const recent = state.outcomes.findIndex(({ at }) => now - at <= limits.window)
  const outcomes = recent < 0 ? [] : state.outcomes.slice(recent)
  outcomes.push({ at: now, ok: outcome === 'ok' })
  if (outcome === 'failed_for_now' || hasFailed(outcomes, limits))
    return { outcomes: [], openedAt: now, probing: false }
  return { ...state, outcomes: outcomes.slice(-mostOutcomes) }
}

/** More than this tells no more of a window. */
const mostOutcomes = 200

function hasFailed(outcomes: BreakerState['outcomes'], limits: BreakerLimits): boolean {
  const last = outcomes.slice(-limits.failures)
  if (last.length < limits.failures || last.some(({ ok }) => ok)) return false
  return outcomes.filter(({ ok }) => !ok).length * 2 >= outcomes.length
}

/** Leave to make one call; says once how it ended. */
export interface Permit {
  ended(outcome: CallOutcome): void
}

export interface Breakers {
  /** Leave to call a provider's model, or null while its breaker is open. Every permit must be ended. */
  permit(key: string): Permit | null
  /** Names that may not be called now, or are being probed, for health: after its rest a breaker tells nothing. */
  open(): string[]
}

/** One breaker a name, in memory, on a clock of milliseconds that only goes forward. */
export function createBreakers(now: () => number, limits: BreakerLimits): Breakers {
  const states = new Map<string, BreakerState>()
  return {
    permit(key) {
      const { allowed, probe, state } = mayCall(states.get(key) ?? closedBreaker, now(), limits)
      states.set(key, state)
      if (!allowed) return null
      let told = false
      return {
        ended(outcome) {
          if (told) return
          told = true
          states.set(key, afterCall(states.get(key) ?? closedBreaker, now(), { outcome, probe }, limits))
        },
      }
    },
    open: () =>
      [...states]
        .filter(
          ([, { openedAt, probing }]) => openedAt !== null && (probing || now() - openedAt < limits.open),
        )
        .map(([key]) => key),
  }
}
