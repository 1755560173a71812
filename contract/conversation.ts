import { z } from 'zod'
import { Source } from './chat.ts'
import { Identifier } from './identifier.ts'

/** Query of `GET /api/conversations/:id/messages`. */
export const ConversationQuery = z.object({ user_id: Identifier })

/** One stored message. `message_id` is the turn's, shared by a question and its answer; `id` is the row's. */
export const StoredMessage = z.object({
  id: z.string(),
  message_id: z.string(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  agent: z.string().nullable(),
  confidence: z.number().nullable(),
  sources: z.array(Source),
  feedback: z.enum(['up', 'down']).nullable(),
  /** `running` on a question whose answer is not stored yet; `partial` on an answer that was cut. */
  status: z.enum(['running', 'complete', 'partial', 'failed']),
  created_at: z.string(),
})
export type StoredMessage = z.infer<typeof StoredMessage>

/** Reply of `GET /api/conversations/:id/messages`: oldest first. */
export const ConversationMessages = z.object({
  conversation_id: z.string(),
  status: z.string(),
  messages: z.array(StoredMessage),
})
export type ConversationMessages = z.infer<typeof ConversationMessages>
