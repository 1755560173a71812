import type { FastifyInstance } from 'fastify'
import type { ChatReply } from '../../contract/chat.ts'
import { type WebhookReply, WebhookRequest } from '../../contract/webhook-v1.ts'
import type { AppDeps } from './app-deps.ts'
import { beginTurn, type ChatDeps, toTurnRequest } from './chat-routes.ts'
import { parseInput } from './parse-input.ts'
import { toPlainText } from './plain-text.ts'
import { requireJson } from './read-json-body.ts'
import { readReply } from './turn-answer.ts'

type WebhookDeps = Omit<ChatDeps, 'slots'> & Pick<AppDeps, 'team'>

/** `POST /webhook/chat`: the same turn in the words of v1. Its errors too are v1's (send-error.ts). */
export function createWebhookRoutes(deps: WebhookDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.post('/webhook/chat', { onRequest: requireJson }, async (request, reply): Promise<WebhookReply> => {
      const { conversationId, userId, message } = parseInput(WebhookRequest, request.body)
      const body = { conversation_id: conversationId, user_id: userId, message, message_id: undefined }
      const turn = await beginTurn(deps, toTurnRequest(body, request, 'whole'), reply)
      return toWebhookReply(await readReply(turn, deps.running), deps.team.webhookTypes)
    })
  }
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
