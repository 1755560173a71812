import { ProviderError } from '../../ports/provider-error.ts'
import type { Breakers, Permit } from './breaker.ts'
import { type ModelLog, toTrouble } from './model-log.ts'
import {
  askedRest,
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
  /** Ends an attempt that was not made, for want of money: nothing is tried after it. */
  notMade(attempt: Attempt): void
}

/** What is known of a model within one answer. */
interface Known {
  /** Not to be asked again: it is there, and has no time for us soon enough (`busy`), or only its operator can help. */
  gone: false | 'busy' | 'away'
  thought: boolean
  failures: number
  notBefore: number
}
const unknown: Known = { gone: false, thought: false, failures: 0, notBefore: 0 }

/** The attempts at one answer, within `deadline` (an instant of the timers' clock). Failures go to the log. */
export function createAttempts(
  deps: { breakers: Breakers; timers: Timers; random(): number; limits: ChainLimits },
  input: { models: readonly string[]; deadline: number },
  log: ModelLog,
): Attempts {
  const { breakers, timers, limits } = deps
  const models = [...new Set(input.models)]
  const plan = planAttempts(models)
  const about = new Map(models.map(model => [model, { ...unknown }]))

  const tell = (trouble: ReturnType<typeof toTrouble>) => {
    log.troubles.push(trouble)
  }
  const goneOf = (model: string) => about.get(model)?.gone ?? 'away'
  /** What a model may take of the time left: all where there is no other one that works, or nothing after this call. */
  const timeFor = (model: string, left: number) => {
    const alone = models.every(other => other === model || goneOf(other) === 'away')
    const last = plan.every(next => goneOf(next) !== false)
    return alone || last ? left : Math.min(left, Math.max(left * limits.share, limits.fair))
  }
  const worthIt = (model: string) => {
    const soonest = Math.max(timers.now(), about.get(model)?.notBefore ?? 0)
    return goneOf(model) === false && input.deadline - soonest >= limits.least
  }

  return {
    async next() {
      for (let model = plan.shift(); model !== undefined; model = plan.shift()) {
        const known = about.get(model)
        if (known === undefined || !worthIt(model)) continue
        const permit = breakers.permit(model)
        nameNext(log, model)
        if (permit === null) {
          known.gone = 'busy'
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
        return { model, permit, firstWords: Math.min(limits.firstToken, timeFor(model, left)) }
      }
      return null
    },
    notMade({ permit }) {
      permit.ended('none')
      nameNext(log, 'extractive')
    },
    failed({ model, permit }, { error, milliseconds, counted, again }) {
      permit.ended(breakerOutcome(error), askedRest(error))
      tell(toTrouble(error, { step: 'answer', model, milliseconds, counted, next: 'extractive' }))
      const known = about.get(model)
      if (known === undefined) return
      if (again) {
        plan.unshift(model)
        return
      }
      const provider = error instanceof ProviderError ? error : null
      const delay = provider && retryDelay(provider, known.failures, deps.random(), limits)
      known.failures++
      known.notBefore = timers.now() + (delay ?? 0)
      // It only thought: another model first, and then once more, with room to write.
      const onceMore = isSpentOnThought(error) && !known.thought
      known.thought ||= onceMore
      known.gone = delay !== null || onceMore ? false : provider?.retryable ? 'busy' : 'away'
      // Who kept us waiting, or thought, is not asked again before another one was, if one is there.
      const other = models.some(other => other !== model && goneOf(other) === false)
      if ((onceMore || provider?.failure === 'timeout') && other && plan[0] === model) plan.shift()
    },
  }
}

/** Says in the last failure what was tried next. */
function nameNext(log: ModelLog, next: string): void {
  const last = log.troubles.findLast(({ step }) => step === 'answer')
  if (last) last.next = next
}
