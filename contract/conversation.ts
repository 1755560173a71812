import { z } from 'zod'
import { Source } from './chat.ts'
import { Identifier } from './identifier.ts'

/** Messages of one reply where the query says no number. */
export const defaultPageLength = 100
export const maxPageLength = 200

/** Query of `GET /api/conversations/:id/messages`: the newest, or those before the message whose `id` is `before`. */
export const ConversationQuery = z.object({
  user_id: Identifier,
  before: Identifier.optional(),
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'page_length')
    .transform(Number)
    .refine(limit => limit <= maxPageLength, 'page_length')
    .optional(),
})

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
  /** There are older ones: ask again with `before`, the `id` of the first of these. */
  has_more: z.boolean(),
})
export type ConversationMessages = z.infer<typeof ConversationMessages>
