import { z } from 'zod'
import type { Database } from '../ports/database.ts'
import type { ConversationStatus } from './finish-turn.ts'
import { type StoredReply, StoredReplyRow } from './stored-reply.ts'

export interface BeginTurnInput {
  conversationId: string
  userId: string
  messageId: string
  /** The visitor's message, cleaned. */
  content: string
  /** User messages allowed per conversation in any `windowSeconds`. */
  maxMessages: number
  windowSeconds: number
  /** How many earlier messages come back. */
  historyLimit: number
  /** How long this process has the turn for itself. */
  leaseSeconds: number
  /** An id of this request: asked again with it while the lease lasts, the turn is admitted again. */
  leaseHolder?: string
  /** How many earlier questions come back where the history may not reach as far; none without. */
  questionLimit?: number
  /** Addresses that are told when the month's budget is reached. */
  budgetEndpoints?: readonly string[] | undefined
  /** Counts the money that the turn may spend; without it none is counted. */
  budget?: TurnBudget | undefined
}

/** Limits in US dollars; null is none. */
export interface TurnBudget {
  /** The most that one attempt at it may cost: kept aside until it ends. */
  turn: number
  /** For all turns of a calendar month, and for a visitor's of a day (UTC). */
  month: number | null
  visitorDay: number | null
}

/** Whether a turn may spend, and what is to be told of it. */
export interface BudgetState {
  granted: boolean
  /** Why not. `kept_aside`: it is not spent, but what is left is kept for turns that run. */
  spentBy: 'month' | 'visitor' | 'kept_aside' | null
  /** Of the month's budget, what is spent: 1 is all of it; null when there is no such budget. */
  share: number | null
  /** The percentage (80, 100) that this turn has to warn of: once a month, whatever the number of servers … */
  warning: number | null
  /** … and once a visitor's day. */
  visitorWarning: number | null
}

/** One earlier message; `agent` is null on a question that has no answer yet. */
export interface HistoryMessage {
  role: 'user' | 'assistant'
  content: string
  agent: string | null
  createdAt: string
}

export type BeginTurnOutcome =
  | {
      kind: 'admitted'
      messageId: string
      history: HistoryMessage[]
      remaining: number
      resetSeconds: number
      /** Null when no money is counted. */
      budget: BudgetState | null
      /** The conversation's, before this turn. */
      status: ConversationStatus
      /** What the visitor asked before, latest first; null where the history has all of it. */
      questions: string[] | null
    }
  | { kind: 'limited'; limit: number; retryAfter: number; resetSeconds: number }
  | { kind: 'forbidden' }
  | { kind: 'reused' }
  | { kind: 'running' }
  | { kind: 'finished'; reply: StoredReply }

const HistoryRow = z
  .object({
    role: z.enum(['user', 'assistant']),
    content: z.string(),
    agent: z.string().nullable(),
    created_at: z.string(),
  })
  .transform(({ created_at, ...rest }): HistoryMessage => ({ ...rest, createdAt: created_at }))

/** A budget's answer as reserve_spending.sql gives it. */
export const BudgetRow = z
  .object({
    granted: z.boolean(),
    spent_by: z.enum(['month', 'visitor', 'kept_aside']).nullable(),
    share: z.number().nullable(),
    warning: z.number().nullable(),
    visitor_warning: z.number().nullable(),
  })
  .transform(
    ({ spent_by, visitor_warning, ...rest }): BudgetState => ({
      ...rest,
      spentBy: spent_by,
      visitorWarning: visitor_warning,
    }),
  )

const Admitted = z
  .object({
    kind: z.literal('admitted'),
    message_id: z.string(),
    history: z.array(HistoryRow),
    remaining: z.number(),
    reset_seconds: z.number(),
    budget: BudgetRow.nullable(),
    status: z.enum(['active', 'archived', 'escalated', 'upsell_opportunity']),
    questions: z.array(z.string()).nullable(),
  })
  .transform(({ message_id, reset_seconds, ...rest }) => ({
    ...rest,
    messageId: message_id,
    resetSeconds: reset_seconds,
  }))

const Limited = z
  .object({
    kind: z.literal('limited'),
    limit: z.number(),
    retry_after: z.number(),
    reset_seconds: z.number(),
  })
  .transform(({ retry_after, reset_seconds, ...rest }) => ({
    ...rest,
    retryAfter: retry_after,
    resetSeconds: reset_seconds,
  }))

const BeginTurnResult = z.union([
  Admitted,
  Limited,
  z.object({ kind: z.enum(['forbidden', 'reused', 'running']) }),
  z.object({ kind: z.literal('finished'), reply: StoredReplyRow }),
])

/**
 * Admits and stores a visitor's message (database/functions/begin_turn.sql). `history` is oldest first, without this
 * message. `reused`: that message id was used with another text. `running`: another caller is answering it now.
 * A turn whose lease is over, or held by this `leaseHolder` already, is `admitted` again, without a second row and
 * without being counted twice.
 */
export async function beginTurn(database: Database, input: BeginTurnInput): Promise<BeginTurnOutcome> {
  const result = await database.call('begin_turn', {
    p_conversation_id: input.conversationId,
    p_user_id: input.userId,
    p_message_id: input.messageId,
    p_content: input.content,
    p_max_messages: input.maxMessages,
    p_window_seconds: input.windowSeconds,
    p_history_limit: input.historyLimit,
    p_lease_seconds: input.leaseSeconds,
    p_lease_holder: input.leaseHolder ?? null,
    p_question_limit: input.questionLimit ?? 0,
    ...(input.budget && {
      p_turn_cost: input.budget.turn,
      p_month_budget: input.budget.month,
      p_visitor_budget: input.budget.visitorDay,
      p_budget_endpoints: input.budgetEndpoints ? [...input.budgetEndpoints] : null,
    }),
  })
  return BeginTurnResult.parse(result)
}
