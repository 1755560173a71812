import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from './app-deps.ts'

/**
 * Writes one line a request when its connection is done with it: what kind, how it ended, how long it took.
 * No address, no query, no id but the request's own.
 */
export function logWhenDone(
  deps: Pick<AppDeps, 'logger' | 'onRequestDone' | 'isShuttingDown'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const start = performance.now()
  reply.raw.once('close', () => {
    const milliseconds = performance.now() - start
    const { method } = request
    const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown')
    const status = reply.raw.statusCode
    const aborted = !reply.raw.writableFinished
    const line = { method, route, status, ms: Math.round(milliseconds * 10) / 10, request_id: request.id }
    deps.logger[toLevel(status, deps.isShuttingDown())](aborted ? { ...line, aborted } : line, 'request')
    deps.onRequestDone?.({ method, route, status, seconds: milliseconds / 1000, aborted })
  })
}

/**
 * An error is what somebody should look at. The 503s of a shutdown are its way of saying no; a database that fails
 * meanwhile still has the line of its own that says why (send-error.ts).
 */
function toLevel(status: number, shuttingDown: boolean): 'info' | 'warn' | 'error' {
  if (status < 500) return 'info'
  return status === 503 && shuttingDown ? 'warn' : 'error'
}
