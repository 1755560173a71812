import type { Failure, FailureCode } from './conversation-state.ts'

/** What an error's code means, where its status alone says too little. */
const byCode: Record<string, FailureCode> = {
  rate_limited: 'rate_limited',
  forbidden: 'forbidden',
  too_many_streams: 'busy',
  database_unavailable: 'unavailable',
  shutting_down: 'unavailable',
}
const byStatus: Record<number, FailureCode> = {
  403: 'forbidden',
  408: 'unavailable',
  413: 'too_long',
  429: 'rate_limited',
  500: 'failed',
}

/**
 * Milliseconds of `Retry-After` (RFC 9110: seconds or a date), else of `RateLimit`'s `t` parameter; at least a second,
 * at most an hour: a wrong header must not lock the visitor out. 0 without. `now` in milliseconds since the epoch.
 */
export function readWait(headers: Pick<Headers, 'get'>, now: number): number {
  const header = headers.get('retry-after') || /;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  if (!header) return 0
  const seconds = Number.isNaN(+header) ? (Date.parse(header) - now) / 1000 : +header
  return Math.min(3600, Math.max(1, Math.ceil(seconds))) * 1000 || 0
}

/** What a code of the server's, in a reply or in the stream's event `error`, means to the visitor. */
export const toFailureCode = (code: unknown, status = 500): FailureCode =>
  byCode[String(code)] ?? byStatus[status] ?? (status > 500 ? 'unavailable' : 'refused')

/** What an HTTP error means to the visitor. `body`: as read, or null; `now` in milliseconds since the epoch. */
export function toFailure(
  { status, headers }: { status: number; headers?: Pick<Headers, 'get'> },
  body: { code?: unknown; detail?: unknown } | null,
  now: number,
): Failure {
  const code = toFailureCode(body?.code, status)
  // A limit that names no time is over soon.
  const wait = (headers && readWait(headers, now)) || (status === 429 ? 10_000 : 0)
  return {
    code,
    ...(wait && { retry_at: now + wait }),
    // Only there does the server know more than the code says.
    ...(code === 'refused' && typeof body?.detail === 'string' && { detail: body.detail }),
  }
}

/** True when the same message may get through the next time. */
export const isRetryable = ({ code }: Failure): boolean => !/^(forbidden|too_long|empty|refused)$/.test(code)
