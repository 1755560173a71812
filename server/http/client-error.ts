import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, errorStatus } from '../errors.ts'
import type { AppDeps } from './app-deps.ts'
import { toAppError } from './app-error.ts'
import { toErrorBody } from './error-body.ts'
import { errorTitles } from './error-texts.ts'
import { preferredLanguage } from './language.ts'
import { toRequestId } from './request-id.ts'

/**
 * Answers what Node's parser refuses before there is a request (no HTTP, headers too large, too slow), in the
 * same shape as every other error, and closes the connection.
 */
export function createClientErrorHandler(deps: Pick<AppDeps, 'now' | 'logger'>) {
  return (thrown: NodeJS.ErrnoException, socket: Duplex): void => {
    if (thrown.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const error = toAppError(Object.assign(thrown, { statusCode: 400 }))
    const status = thrown.code === 'HPE_HEADER_OVERFLOW' ? 431 : errorStatus[error.code]
    const requestId = toRequestId({ headers: {} })
    const body = toErrorBody(error, { language: 'fr', requestId, now: deps.now() })
    deps.logger.info({ method: 'unknown', route: 'unknown', status, request_id: requestId }, 'request')
    socket.end(toRawReply(status, JSON.stringify({ ...body, error: errorTitles[status] ?? body.error })))
  }
}

/** Answers `Expect:` with anything but `100-continue`. */
export function createExpectationHandler(deps: Pick<AppDeps, 'now'>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const body = toErrorBody(new AppError('expectation_failed'), {
      language: preferredLanguage(request.headers['accept-language']),
      requestId: toRequestId(request),
      now: deps.now(),
    })
    const text = JSON.stringify(body)
    response.writeHead(417, { ...rawHeaders, 'content-length': Buffer.byteLength(text), connection: 'close' })
    response.end(text)
  }
}

const rawHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

function toRawReply(status: number, body: string): string {
  const headers = { ...rawHeaders, 'content-length': String(Buffer.byteLength(body)), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${errorTitles[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`
}
