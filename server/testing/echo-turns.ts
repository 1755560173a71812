import type { ChatReply } from '../../contract/chat.ts'
import { AppError } from '../errors.ts'
import type { AppDeps } from '../http/app-deps.ts'
import { type BeginTurnOutcome, beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import type { StoredReply } from '../operations/stored-reply.ts'
import type { Database } from '../ports/database.ts'
import type { Tell, Turn, TurnRequest } from '../turn/turn.ts'

/** The shortest true turn: admitted and stored by the real database, its answer the message itself. */
export function createEchoTurns(
  database: Database,
  limit = { messages: 10, windowSeconds: 60 },
): AppDeps['turns'] {
  return {
    async begin(request): Promise<Turn> {
      const messageId = request.message_id ?? crypto.randomUUID()
      const outcome = await beginTurn(database, {
        conversationId: request.conversation_id,
        userId: request.user_id,
        messageId,
        content: request.message,
        maxMessages: limit.messages,
        windowSeconds: limit.windowSeconds,
        historyLimit: 10,
        leaseSeconds: 60,
      })
      refuse(outcome)
      if (outcome.kind === 'finished')
        return { rateLimit: null, follow: async tell => repeat(outcome.reply, tell) }
      const rateLimit = outcome.kind === 'admitted' ? { ...outcome, limit: limit.messages } : null
      return { rateLimit, follow: tell => echo(database, request, messageId, tell) }
    },
  }
}

function refuse(outcome: BeginTurnOutcome): void {
  if (outcome.kind === 'forbidden') throw new AppError('forbidden')
  if (outcome.kind === 'reused') throw new AppError('message_id_reused')
  if (outcome.kind === 'limited') throw new AppError('rate_limited', { retryAfter: outcome.retryAfter })
}

async function echo(database: Database, request: TurnRequest, messageId: string, tell: Tell): Promise<void> {
  tell({ type: 'accepted', conversation_id: request.conversation_id, message_id: messageId })
  tell({ type: 'delta', text: request.message })
  const { reply } = await finishTurn(database, {
    conversationId: request.conversation_id,
    messageId,
    answer: request.message,
    agent: 'audrey',
    confidence: 1,
    reasoning: 'Écho',
    sources: [],
    status: 'complete',
    model: null,
    promptTokens: null,
    completionTokens: null,
    cost: null,
    latencyMs: 1,
    steps: {},
  })
  tell({ type: 'done', reply: toChatReply(reply) })
}

function repeat(reply: StoredReply, tell: Tell): void {
  tell({ type: 'done', reply: toChatReply(reply) })
}

function toChatReply({ conversationId, messageId, createdAt, status: _, ...rest }: StoredReply): ChatReply {
  return { ...rest, conversation_id: conversationId, message_id: messageId, timestamp: createdAt }
}
