import { AppError } from '../errors.ts'
import { type BeginTurnOutcome, beginTurn, type TurnBudget } from '../operations/begin-turn.ts'
import { messagesLookedAt } from './similar-messages.ts'
import type { TurnDeps, TurnRequest } from './turn.ts'

/** A turn that may go on: admitted now, or known already under this message_id. */
export type Admission = Extract<BeginTurnOutcome, { kind: 'admitted' | 'running' | 'finished' }>

/**
 * Stores the message, or says why not: one database call that checks owner, limit and repetition together.
 * Throws AppError `forbidden`, `rate_limited` (with retryAfter), `message_id_reused`, `database_unavailable`.
 */
export async function admit(
  { database, settings }: Pick<TurnDeps, 'database' | 'settings'>,
  request: TurnRequest,
  { messageId, leaseHolder }: { messageId: string; leaseHolder: string },
  budget?: TurnBudget,
): Promise<Admission> {
  const result = await beginTurn(database, {
    conversationId: request.conversation_id,
    userId: request.user_id,
    messageId,
    content: request.message,
    maxMessages: settings.rateLimit.messages,
    windowSeconds: settings.rateLimit.windowSeconds,
    historyLimit: settings.maxHistoryMessages,
    leaseSeconds: settings.leaseSeconds,
    leaseHolder,
    budget,
    questionLimit: messagesLookedAt,
    budgetEndpoints: settings.events?.endpoints['budget.reached'],
  })
  switch (result.kind) {
    case 'forbidden':
      throw new AppError('forbidden')
    case 'limited':
      throw new AppError('rate_limited', { retryAfter: result.retryAfter })
    case 'reused':
      throw new AppError('message_id_reused', { field: 'message_id' })
    default:
      return result
  }
}
