import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { ChatReply } from '../../contract/chat.ts'
import { type WebhookReply, WebhookRequest } from '../../contract/webhook-v1.ts'
import type { AppDeps } from './app-deps.ts'
import { beginTurn, type ChatDeps, toTurnRequest } from './chat-routes.ts'
import { toMessageId } from './idempotency-key.ts'
import { parseInput } from './parse-input.ts'
import { toPlainText } from './plain-text.ts'
import { requireJson } from './read-json-body.ts'
import { readReply } from './turn-answer.ts'

type WebhookDeps = Omit<ChatDeps, 'slots'> & Pick<AppDeps, 'team'>

/** `POST /webhook/chat`: the same turn in the words of v1. Its errors too are v1's (send-error.ts). */
export function createWebhookRoutes(deps: WebhookDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.post('/webhook/chat', { onRequest: requireJson }, async (request, reply): Promise<WebhookReply> => {
      const asked = parseInput(WebhookRequest, request.body)
      const { conversationId, userId, message } = asked
      const message_id = toMessageId(request.headers['idempotency-key']) ?? nameMessage(asked)
      const body = { conversation_id: conversationId, user_id: userId, message, message_id }
      const turn = await beginTurn(deps, toTurnRequest(body, request, 'soon'), reply)
      return toWebhookReply(await readReply(turn, deps.running), deps.team.webhookTypes)
    })
  }
}

/**
 * The id of a message that v1's widget may send a second time, word for word, when it got no answer: made of all that it
 * sent. Without an instant it has none: who says "oui" twice in a conversation means two things.
 */
function nameMessage({ conversationId, userId, message, timestamp }: WebhookRequest): string | undefined {
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return undefined
  if (Number.isNaN(new Date(timestamp).getTime())) return undefined
  const sent = JSON.stringify([conversationId, userId, message, timestamp])
  return `v1-${createHash('sha256').update(sent).digest('hex')}`
}

/** v1 knows two specialists: a persona without a v1 name answers as `automation`, its general one. */
function toWebhookReply(reply: ChatReply, types: AppDeps['team']['webhookTypes']): WebhookReply {
  const known = Object.hasOwn(types, reply.agent) ? types[reply.agent] : undefined
  return {
    response: toPlainText(reply.message),
    agentType: reply.agent === 'escalate' ? 'escalate' : (known ?? 'automation'),
    conversationId: reply.conversation_id,
    timestamp: reply.timestamp,
  }
}
