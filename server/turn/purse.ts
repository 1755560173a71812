import type { BudgetState, TurnBudget } from '../operations/begin-turn.ts'
import type { CallBounds } from './model/call-bounds.ts'
import type { BudgetSettings } from './turn.ts'

/** The money of one turn. */
export interface TurnMoney {
  /** What begin_turn is told; the same however often it is. */
  budget: TurnBudget | undefined
  /** The answer of begin_turn; null when the turn is another's, or was refused. */
  admitted(state: BudgetState | null): void
  /** A question was embedded for it before it was admitted. */
  embeddedEarly(model: string): void
  /** What finish_turn or abandon_turn counts beside the calls of this turn. */
  carried(): number
}

/** What turns of a process know of the budgets: the database decides, this remembers. */
export interface Purse {
  /** Whether a question may be embedded beside its admission: not once the month's money was spent. */
  mayEmbedEarly(): boolean
  open(): TurnMoney
}

/**
 * Questions that are embedded and then not admitted (limited, repeated, somebody else's) have no turn to be counted
 * with: the next one takes their cost along, and when they have come to as much as a turn may cost, questions wait for
 * their admission until one has.
 */
export function createPurse(settings: BudgetSettings | undefined, bounds: CallBounds): Purse {
  if (settings === undefined) {
    const none: TurnMoney = {
      budget: undefined,
      admitted: () => undefined,
      embeddedEarly: () => undefined,
      carried: () => 0,
    }
    return { mayEmbedEarly: () => true, open: () => none }
  }
  let isSpent = false
  let uncounted = 0
  return {
    mayEmbedEarly: () => !isSpent && uncounted < bounds.turn,
    open() {
      let taken = uncounted
      uncounted = 0
      let early = 0
      return {
        budget: { ...settings, turn: bounds.turn + taken },
        admitted(state) {
          if (state !== null) isSpent = state.spentBy === 'month'
          if (state?.granted) return
          uncounted += taken + (state === null ? early : 0)
          taken = 0
        },
        embeddedEarly(model) {
          early = bounds.of({ step: 'embed', model })
        },
        carried: () => taken,
      }
    },
  }
}
