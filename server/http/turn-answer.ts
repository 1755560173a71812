import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ChatEvent, ChatReply } from '../../contract/chat.ts'
import { AppError, type ErrorCode, errorStatus } from '../errors.ts'
import type { Turn } from '../turn/turn.ts'
import type { AppDeps } from './app-deps.ts'
import { toAppError } from './app-error.ts'
import { errorText } from './error-texts.ts'
import { openEventStream } from './event-stream.ts'
import { type Language, preferredLanguage } from './language.ts'
import type { RunningTurns } from './running-turns.ts'
import { eventStreamHeaders } from './sse.ts'

/**
 * Waits for the turn's reply. Throws AppError when the turn ends without one.
 */
export async function readReply(turn: Turn, running: RunningTurns): Promise<ChatReply> {
  let last: ChatEvent | undefined
  await running.follow(turn, event => {
    last = event
  })
  if (last?.type === 'done') return last.reply
  if (last?.type === 'error') throw new AppError(toErrorCode(last.code), { message: last.code })
  throw new Error('the turn ended without done or error')
}

/** Sends the turn as server-sent events; a failure on the way becomes the stream's last event. */
export async function streamTurn(
  deps: Pick<AppDeps, 'logger' | 'onError'> & { running: RunningTurns; keepAliveMilliseconds?: number },
  turn: Turn,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const language = preferredLanguage(request.headers['accept-language'])
  reply.hijack()
  const stream = openEventStream(
    reply.raw,
    { ...reply.getHeaders(), ...eventStreamHeaders },
    deps.keepAliveMilliseconds,
  )
  try {
    await deps.running.follow(turn, event => stream.send(toVisible(event, language)))
  } catch (error) {
    const { code, cause } = toAppError(error)
    deps.logger.error({ err: cause ?? error, code, request_id: request.id }, 'request failed')
    deps.onError?.(code)
    stream.send(toVisible({ type: 'error', code, message: '' }, language))
  }
  stream.end()
}

/** An error's text is always one of ours, in the visitor's language. */
function toVisible(event: ChatEvent, language: Language): ChatEvent {
  if (event.type !== 'error') return event
  return { ...event, message: errorText({ code: event.code }, language) }
}

function toErrorCode(code: string): ErrorCode {
  return Object.hasOwn(errorStatus, code) ? (code as ErrorCode) : 'internal'
}
