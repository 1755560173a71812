import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AppError, errorStatus } from '../errors.ts'
import type { AppDeps } from './app-deps.ts'
import { toAppError } from './app-error.ts'
import { toErrorBody, toWebhookError } from './error-body.ts'
import { preferredLanguage } from './language.ts'
import { toRateLimitHeaders } from './rate-limit-headers.ts'

type ErrorDeps = Pick<AppDeps, 'config' | 'logger' | 'now' | 'onError'>

/**
 * The one place where an error becomes a reply: one shape, the visitor's language, nothing of the exception.
 * What went wrong on our side is logged here with its cause.
 */
export function createSendError(deps: ErrorDeps) {
  return (thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const error = toAppError(thrown)
    logFailure(deps, error, request.id)
    deps.onError?.(error.code)
    const setting = {
      language: preferredLanguage(request.headers['accept-language']),
      requestId: request.id,
      now: deps.now(),
    }
    const body = isWebhook(request) ? toWebhookError(error, setting) : toErrorBody(error, setting)
    reply
      .code(errorStatus[error.code])
      .headers(toErrorHeaders(error, deps.config.rateLimit))
      .header('vary', 'Origin, Accept-Language')
      .header('content-language', setting.language)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(body))
  }
}

function isWebhook(request: FastifyRequest): boolean {
  return request.url.startsWith('/webhook/')
}

function logFailure(deps: ErrorDeps, error: AppError, requestId: string): void {
  if (errorStatus[error.code] < 500 || error.code === 'shutting_down') return
  const err = error.code === 'internal' ? (error.cause ?? error) : error
  deps.logger.error({ err, code: error.code, request_id: requestId }, 'request failed')
}

function toErrorHeaders(error: AppError, limit: AppDeps['config']['rateLimit']): Record<string, string> {
  const status = errorStatus[error.code]
  if (status === 401) return { 'www-authenticate': 'Bearer realm="metrics"' }
  if (status !== 429 && status !== 503) return {}
  const retryAfter = Math.max(1, Math.ceil(error.retryAfter ?? 2))
  const headers = { 'retry-after': String(retryAfter) }
  if (error.code !== 'rate_limited') return headers
  const state = { limit: limit.messages, remaining: 0, resetSeconds: retryAfter }
  return { ...headers, ...toRateLimitHeaders(state, limit.windowSeconds) }
}
