import { z } from 'zod'
import { Source } from '../../contract/chat.ts'

/** An answer as the database keeps it; `createdAt` in ISO 8601, `status` not `complete` when it was cut or failed. */
export interface StoredReply {
  conversationId: string
  messageId: string
  message: string
  agent: string
  confidence: number
  reasoning: string
  sources: Source[]
  status: AnswerStatus
  createdAt: string
}

export const AnswerStatus = z.enum(['complete', 'partial', 'failed'])
export type AnswerStatus = z.infer<typeof AnswerStatus>

/** Result member `reply` of begin_turn and finish_turn. */
export const StoredReplyRow = z
  .object({
    conversation_id: z.string(),
    message_id: z.string(),
    message: z.string(),
    agent: z.string(),
    confidence: z.number(),
    reasoning: z.string(),
    sources: z.array(Source),
    status: AnswerStatus,
    created_at: z.string(),
  })
  .transform(
    ({ conversation_id, message_id, created_at, ...rest }): StoredReply => ({
      ...rest,
      conversationId: conversation_id,
      messageId: message_id,
      createdAt: created_at,
    }),
  )
