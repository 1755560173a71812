import type { FastifyInstance } from 'fastify'
import {
  type ConversationMessages,
  ConversationQuery,
  defaultPageLength,
} from '../../contract/conversation.ts'
import { FeedbackRequest } from '../../contract/feedback.ts'
import { Identifier } from '../../contract/identifier.ts'
import type { RateLimitStatus } from '../../contract/rate-limit.ts'
import { AppError } from '../errors.ts'
import { rateLimitStatus } from '../operations/rate-limit-status.ts'
import { readConversation } from '../operations/read-conversation.ts'
import { saveFeedback } from '../operations/save-feedback.ts'
import type { AppDeps } from './app-deps.ts'
import { parseInput, parseParameter } from './parse-input.ts'
import { toRateLimitHeaders } from './rate-limit-headers.ts'
import { requireJson } from './read-json-body.ts'

type ById = { Params: { id: string } }

/** What is asked about a conversation beside its turns: its quota, its messages, feedback on an answer. */
export function createConversationRoutes(
  deps: Pick<AppDeps, 'database' | 'config'>,
): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.get<ById>('/api/rate-limit/:id', async (request, reply): Promise<RateLimitStatus> => {
      const conversationId = parseParameter(Identifier, request.params.id, 'conversation_id')
      const { messages, windowSeconds } = deps.config.rateLimit
      const { resetSeconds, ...status } = await rateLimitStatus(deps.database, {
        conversationId,
        maxMessages: messages,
        windowSeconds,
      })
      reply.headers(
        toRateLimitHeaders({ limit: status.limit, remaining: status.remaining, resetSeconds }, windowSeconds),
      )
      return status
    })

    app.get<ById>('/api/conversations/:id/messages', async (request): Promise<ConversationMessages> => {
      const conversationId = parseParameter(Identifier, request.params.id, 'conversation_id')
      const {
        user_id: userId,
        before,
        limit = defaultPageLength,
      } = parseInput(ConversationQuery, request.query)
      const page = await readConversation(deps.database, { conversationId, userId, limit, before })
      if (page.kind === 'forbidden') throw new AppError('forbidden')
      const { status, messages, has_more } = page
      return { conversation_id: conversationId, status, messages, has_more }
    })

    app.post<ById>('/api/messages/:id/feedback', { onRequest: requireJson }, async request => {
      const messageId = parseParameter(Identifier, request.params.id, 'message_id')
      const {
        user_id: userId,
        conversation_id: conversationId,
        rating,
        comment,
      } = parseInput(FeedbackRequest, request.body)
      const opinion = { userId, conversationId, messageId, rating, comment }
      const saved = await saveFeedback(deps.database, opinion)
      if (saved.kind === 'not_found') throw new AppError('not_found', { reason: 'answer_unknown' })
      return { message_id: messageId, rating }
    })
  }
}
