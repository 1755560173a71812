import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ChatRequest } from '../../contract/chat.ts'
import { AppError } from '../errors.ts'
import type { Turn, TurnRequest } from '../turn/turn.ts'
import type { AppDeps } from './app-deps.ts'
import { toMessageId } from './idempotency-key.ts'
import { namedLanguage } from './language.ts'
import { parseInput } from './parse-input.ts'
import { toRateLimitHeaders } from './rate-limit-headers.ts'
import { requireJson } from './read-json-body.ts'
import type { RunningTurns } from './running-turns.ts'
import { wantsEventStream } from './sse.ts'
import type { StreamSlots } from './stream-slots.ts'
import { trustedTraceparent } from './trusted-traceparent.ts'
import { readReply, streamTurn } from './turn-answer.ts'

export type ChatDeps = Pick<AppDeps, 'config' | 'turns' | 'logger' | 'isClosing' | 'onError'> & {
  running: RunningTurns
  slots: StreamSlots
}

/** `POST /api/chat`: one turn, as JSON or as server-sent events. */
export function createChatRoutes(deps: ChatDeps): (app: FastifyInstance) => Promise<void> {
  return async app => {
    app.post('/api/chat', { onRequest: requireJson }, async (request, reply) => {
      const isStreamed = wantsEventStream(request.headers.accept)
      const body = parseInput(ChatRequest, request.body)
      const turnRequest = toTurnRequest(body, request, isStreamed ? 'streamed' : 'whole')
      if (!isStreamed) {
        return readReply(await beginTurn(deps, turnRequest, reply), deps.running)
      }
      const free = await deps.slots.take(request.ip)
      // Who left meanwhile closes nothing any more.
      if (reply.raw.destroyed) free()
      else reply.raw.once('close', free)
      const turn = await beginTurn(deps, turnRequest, reply)
      await streamTurn(deps, turn, request, reply)
    })
  }
}

/** A turn's request with what the headers add. An `Idempotency-Key` names the message when `message_id` does not. */
export function toTurnRequest(
  body: ChatRequest,
  request: FastifyRequest,
  delivery: TurnRequest['delivery'],
): TurnRequest {
  return {
    delivery,
    ...body,
    message_id: body.message_id ?? toMessageId(request.headers['idempotency-key']),
    request_id: request.id,
    traceparent: trustedTraceparent(request),
    language: namedLanguage(request.headers['accept-language']),
  }
}

/** Begins a turn and puts the quota it left on the reply. Throws AppError `shutting_down` and what `begin` throws. */
export async function beginTurn(
  deps: Pick<ChatDeps, 'turns' | 'config' | 'isClosing'>,
  request: TurnRequest,
  reply: FastifyReply,
): Promise<Turn> {
  if (deps.isClosing()) throw new AppError('shutting_down', { retryAfter: 5 })
  const turn = await deps.turns.begin(request)
  if (turn.rateLimit) {
    reply.headers(toRateLimitHeaders(turn.rateLimit, deps.config.rateLimit.windowSeconds))
  }
  return turn
}
