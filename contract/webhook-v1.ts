import { z } from 'zod'
import { ErrorBody } from './error.ts'
import { Identifier } from './identifier.ts'
import { MessageText } from './message-text.ts'

/** Body of `POST /webhook/chat`, as the n8n v1 widget sends it. */
export const WebhookRequest = z.object({
  conversationId: Identifier,
  userId: Identifier,
  message: MessageText,
  timestamp: z.unknown().optional(),
})
export type WebhookRequest = z.infer<typeof WebhookRequest>

/** Reply of `POST /webhook/chat`. */
export const WebhookReply = z.object({
  response: z.string(),
  agentType: z.enum(['creation', 'automation', 'escalate']),
  conversationId: z.string(),
  timestamp: z.iso.datetime(),
})
export type WebhookReply = z.infer<typeof WebhookReply>

/** Errors as v1's widget reads them: `error` is true and `message` the sentence; the rest is as everywhere. */
export const WebhookError = ErrorBody.extend({ error: z.literal(true), message: z.string() })
export type WebhookError = z.infer<typeof WebhookError>
