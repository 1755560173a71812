import { z } from 'zod'
import type { Source } from '../../contract/chat.ts'
import type { Database, Json } from '../ports/database.ts'
import { type QueuedEvent, toEventsArgument } from './queued-event.ts'
import { type AnswerStatus, StoredReplyRow } from './stored-reply.ts'

/** States of a conversation, as v1 had them. */
export type ConversationStatus = 'active' | 'archived' | 'escalated' | 'upsell_opportunity'

export interface FinishTurnInput {
  conversationId: string
  messageId: string
  answer: string
  /** A persona's slug, or `escalate`. */
  agent: string
  confidence: number
  reasoning: string
  sources: Source[]
  status: AnswerStatus
  /** The model that answered; null when none did. */
  model: string | null
  promptTokens: number | null
  completionTokens: number | null
  /** The part of promptTokens that came from a provider's cache. */
  cachedTokens?: number | null
  /** In the currency the provider bills (US dollars). */
  cost: number | null
  /** What budgets count: the cost, and a guess at what is not known of it; the cost where absent. */
  charge?: number
  latencyMs: number
  /** What each step of the turn took and gave, for operators. */
  steps: Json
  /** The conversation's status from now on, when the turn changes it. */
  conversationStatus?: ConversationStatus | undefined
  /** Told to the operator's own programs once the answer is stored. */
  events?: readonly QueuedEvent[] | undefined
}

const FinishTurnResult = z.object({ kind: z.enum(['stored', 'finished']), reply: StoredReplyRow })
export type FinishTurnOutcome = z.infer<typeof FinishTurnResult>

/**
 * Stores a turn's answer and ends the turn (database/functions/finish_turn.sql). `finished`: somebody stored an
 * answer first, and `reply` is that one. Throws when the turn was never begun.
 */
export async function finishTurn(database: Database, input: FinishTurnInput): Promise<FinishTurnOutcome> {
  const result = await database.call('finish_turn', {
    p_conversation_id: input.conversationId,
    p_message_id: input.messageId,
    p_answer: input.answer,
    p_agent: input.agent,
    p_confidence: input.confidence,
    p_reasoning: input.reasoning,
    p_sources: input.sources as Json,
    p_status: input.status,
    p_model: input.model,
    p_prompt_tokens: input.promptTokens,
    p_completion_tokens: input.completionTokens,
    p_cost: input.cost,
    p_latency_ms: Math.round(input.latencyMs),
    p_steps: input.steps,
    p_conversation_status: input.conversationStatus ?? null,
    p_cached_tokens: input.cachedTokens ?? null,
    p_charge: input.charge ?? null,
    p_events: toEventsArgument(input.events),
  })
  return FinishTurnResult.parse(result)
}
