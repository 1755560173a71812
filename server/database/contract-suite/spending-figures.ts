import type { TurnBudget } from '../../operations/begin-turn.ts'
import { readCosts } from '../../operations/read-costs.ts'
import { type ContractDatabase, toFinishTurn } from './database-under-contract.ts'

/** Sums of floats, to the billionth of a dollar: turns cost halves of a millionth, which would round either way. */
export const exact = (dollars: number) => Math.round(dollars * 1e9) / 1e9

/** The end of a turn that cost so many dollars. */
export const dollars = (turn: Parameters<typeof toFinishTurn>[0], cost: number, more = {}) =>
  toFinishTurn(turn, { model: 'first', promptTokens: 1000, completionTokens: 100, cost, ...more })

/** What the suite's other turns have spent, read, and budgets beside it. */
export function createSpendingFigures(given: () => ContractDatabase) {
  return {
    /** What this month has spent and kept aside, whoever did. */
    async total() {
      const { spent, reserved } = await readCosts(given().database)
      return { spent: exact(spent), reserved: exact(reserved) }
    },
    /** A budget that leaves `room` dollars, and no more of a float's than that takes. */
    async leaving(room: number, turn = 1): Promise<TurnBudget> {
      const { spent, reserved } = await readCosts(given().database)
      return { turn, month: spent + reserved + room + 1e-10, visitorDay: null }
    },
  }
}
