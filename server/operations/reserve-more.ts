import type { Database } from '../ports/database.ts'
import { BudgetRow, type BudgetState, type TurnBudget } from './begin-turn.ts'

/**
 * Keeps `budget.turn` more US dollars aside for a turn that runs (database/functions/reserve_more.sql). Not granted either
 * when the turn has ended or is another's by now.
 */
export async function reserveMore(
  database: Database,
  input: {
    conversationId: string
    messageId: string
    leaseHolder: string
    budget: TurnBudget
    /** Addresses that are told when the month's budget is reached. */
    budgetEndpoints?: readonly string[] | undefined
  },
): Promise<BudgetState> {
  const result = await database.call('reserve_more', {
    p_conversation_id: input.conversationId,
    p_message_id: input.messageId,
    p_lease_holder: input.leaseHolder,
    p_amount: input.budget.turn,
    p_month_budget: input.budget.month,
    p_visitor_budget: input.budget.visitorDay,
    p_budget_endpoints: input.budgetEndpoints ? [...input.budgetEndpoints] : null,
  })
  return BudgetRow.parse(result)
}
