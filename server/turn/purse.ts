import type { BudgetState, TurnBudget } from '../operations/begin-turn.ts'
import { type AnswerCall, type CallBounds, chargeOf } from './model/call-bounds.ts'
import type { ModelLog } from './model/model-log.ts'
import type { BudgetSettings } from './turn.ts'

/** The money of one turn. */
export interface TurnMoney {
  /** What begin_turn is told; the same however often it is. */
  budget: TurnBudget | undefined
  /** The answer of begin_turn; null when the turn is another's, or was refused. */
  admitted(state: BudgetState | null): void
  /** A question was embedded for it before it was admitted. */
  embeddedEarly(model: string): void
  /**
   * Whether an attempt at an answer may be made: what is kept aside covers it beside all that the turn may have cost so
   * far, or more is kept aside for it. Never throws; a database that does not answer says no.
   */
  afford(call: AnswerCall): Promise<boolean>
  /** US dollars that finish_turn or abandon_turn count. */
  charge(): number
  /** US dollars that it can have cost at most. */
  most(): number
  /** What the budgets have said of it by now. */
  state(): BudgetState | null
}

/** What turns of a process know of the budgets: the database decides, this remembers. */
export interface Purse {
  /** Whether a question may be embedded beside its admission: not once the month's money was spent. */
  mayEmbedEarly(): boolean
  /** `reserve` keeps more aside for this turn, once it is admitted. */
  open(turn: { message: string; log: ModelLog; reserve(budget: TurnBudget): Promise<BudgetState> }): TurnMoney
}

/** Dollars that are none: sums of floats differ by less. */
const nothing = 1e-9

/**
 * Questions that are embedded and then not admitted (limited, repeated, somebody else's) have no turn to be counted
 * with: the next one takes their cost along, and when they have come to as much as a turn may cost, questions wait for
 * their admission until one has.
 */
export function createPurse(settings: BudgetSettings | undefined, bounds: CallBounds): Purse {
  if (settings === undefined) {
    return {
      mayEmbedEarly: () => true,
      open: ({ message, log }) => ({
        budget: undefined,
        admitted: () => undefined,
        embeddedEarly: () => undefined,
        afford: async () => true,
        charge: () => chargeOf(log, bounds),
        most: () => bounds.turn(message),
        state: () => null,
      }),
    }
  }
  const longest = bounds.turn('')
  let isSpent = false
  let uncounted = 0
  return {
    mayEmbedEarly: () => !isSpent && uncounted < longest,
    open({ message, log, reserve }) {
      let taken = uncounted
      uncounted = 0
      let early = 0
      let known: BudgetState | null = null
      const budget = { ...settings, turn: bounds.turn(message) + taken }
      let kept = budget.turn
      /** The most that an attempt with a model was to cost, where it did not say what it has. */
      const attempts = new Map<string, number>()
      const charge = () =>
        taken +
        chargeOf(log, {
          of: call => (call.step === 'answer' ? attempts.get(call.model) : undefined) ?? bounds.of(call),
        })
      return {
        budget,
        admitted(state) {
          known = state
          if (state !== null) isSpent = state.spentBy === 'month'
          if (state?.granted) return
          uncounted += taken + (state === null ? early : 0)
          taken = 0
        },
        embeddedEarly(model) {
          early = bounds.of({ step: 'embed', model })
        },
        async afford(call) {
          const spent = charge()
          const most = bounds.attempt(call)
          const missing = spent + most - kept
          if (missing > nothing) {
            const answer = await reserve({ ...settings, turn: missing }).catch(() => null)
            if (answer !== null) known = added(known, answer)
            if (!answer?.granted) return false
            kept += missing
          }
          attempts.set(call.model, Math.max(most, attempts.get(call.model) ?? 0))
          return true
        },
        charge,
        most: () => (known?.granted ? kept : 0),
        state: () => known,
      }
    },
  }
}

/** What the budgets say by now; a warning that is to be told is told with the turn. */
function added(before: BudgetState | null, answer: BudgetState): BudgetState {
  return {
    ...answer,
    granted: before?.granted ?? false,
    warning: answer.warning ?? before?.warning ?? null,
    visitorWarning: answer.visitorWarning ?? before?.visitorWarning ?? null,
  }
}
