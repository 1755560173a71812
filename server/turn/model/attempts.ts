import { ProviderError } from '../../ports/provider-error.ts'
import type { Breakers, Permit } from './breaker.ts'
import { type ModelLog, toTrouble } from './model-log.ts'
import {
  breakerOutcome,
  type ChainLimits,
  isSpentOnThought,
  planAttempts,
  retryDelay,
} from './retry-rules.ts'
import { pause, type Timers } from './timers.ts'

/** Leave to call a model: how long it may take to its first visible word, in milliseconds. */
export interface Attempt {
  model: string
  permit: Permit
  firstWords: number
}

/** A call that showed nothing. `counted`: it said what it used. `again`: the same model is to be asked once more at once. */
export interface FailedCall {
  error: unknown
  milliseconds: number
  counted: boolean
  again: boolean
}

/** Which model to call next, and when: what the chain remembers between its calls. */
export interface Attempts {
  /** Waits as long as the last failure asks and gives the next attempt; null when none is left or worth it. */
  next(): Promise<Attempt | null>
  /** Ends an attempt that showed nothing. */
  failed(attempt: Attempt, call: FailedCall): void
}

/** The attempts at one answer, within `deadline` (an instant of the timers' clock). Failures go to the log. */
export function createAttempts(
  deps: { breakers: Breakers; timers: Timers; random(): number; limits: ChainLimits },
  input: { models: readonly string[]; deadline: number },
  log: ModelLog,
): Attempts {
  const { breakers, timers, limits } = deps
  const models = [...new Set(input.models)]
  const plan = planAttempts(models)
  const about = new Map(
    models.map(model => [model, { gone: false, silent: false, failures: 0, notBefore: 0 }]),
  )

  const tell = (trouble: ReturnType<typeof toTrouble>) => {
    log.troubles.push(trouble)
  }
  /** What a model may take of the time left: time is kept for others that may yet answer, less for silent ones. */
  const shareOf = (model: string) => {
    const others = models.filter(other => other !== model && plan.includes(other) && !about.get(other)?.gone)
    if (others.length === 0) return 1
    return others.every(other => about.get(other)?.silent) ? limits.shareAfterSilence : limits.firstShare
  }
  const worthIt = (model: string) => {
    const { gone = true, notBefore = 0 } = about.get(model) ?? {}
    return !gone && input.deadline - Math.max(timers.now(), notBefore) >= limits.least
  }

  return {
    async next() {
      for (let model = plan.shift(); model !== undefined; model = plan.shift()) {
        const known = about.get(model)
        if (known === undefined || !worthIt(model)) continue
        const permit = breakers.permit(model)
        nameNext(log, model)
        if (permit === null) {
          known.gone = true
          tell({
            step: 'answer',
            model,
            reason: 'breaker_open',
            status: null,
            milliseconds: 0,
            next: 'extractive',
          })
          continue
        }
        await pause(timers, known.notBefore - timers.now())
        const left = input.deadline - timers.now()
        return { model, permit, firstWords: Math.min(limits.firstToken, left * shareOf(model)) }
      }
      return null
    },
    failed({ model, permit }, { error, milliseconds, counted, again }) {
      permit.ended(breakerOutcome(error))
      tell(toTrouble(error, { step: 'answer', model, milliseconds, counted, next: 'extractive' }))
      const known = about.get(model)
      if (known === undefined) return
      if (again) {
        plan.unshift(model)
        return
      }
      const delay =
        error instanceof ProviderError ? retryDelay(error, known.failures, deps.random(), limits) : null
      known.failures++
      // It only thought: another model first, and then once more, with room to write.
      const spentOnThought = isSpentOnThought(error)
      known.gone = delay === null && !spentOnThought
      known.notBefore = timers.now() + (delay ?? 0)
      known.silent = error instanceof ProviderError && error.failure === 'timeout'
      // A model that kept us waiting, or thinks instead of writing, is not asked again before another one was.
      if ((known.silent || spentOnThought) && plan[0] === model) plan.shift()
    },
  }
}

/** Says in the last failure what was tried next. */
function nameNext(log: ModelLog, next: string): void {
  const last = log.troubles.findLast(({ step }) => step === 'answer')
  if (last) last.next = next
}
