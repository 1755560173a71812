import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const SaveFeedbackResult = z.object({ kind: z.enum(['saved', 'not_found']) })
export type SaveFeedbackOutcome = z.infer<typeof SaveFeedbackResult>

/**
 * Stores a visitor's opinion of an answer of theirs; `messageId` is the turn's id, which is its conversation's own (without
 * `conversationId` the newest such answer is meant), or the answer's row id.
 */
export async function saveFeedback(
  database: Database,
  input: {
    userId: string
    conversationId?: string | undefined
    messageId: string
    rating: 'up' | 'down'
    comment?: string | undefined
  },
): Promise<SaveFeedbackOutcome> {
  const result = await database.call('save_feedback', {
    p_user_id: input.userId,
    p_message_id: input.messageId,
    p_rating: input.rating,
    p_comment: input.comment ?? null,
    p_conversation_id: input.conversationId ?? null,
  })
  return SaveFeedbackResult.parse(result)
}
