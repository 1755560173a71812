import type { Failure, FailureCode } from './conversation-state.ts'

/** The longest wait that is believed, in seconds: a wrong header must not lock the visitor out. */
const longestWait = 3600

/** Seconds to wait when a limit names no time. */
const unnamedWait = 10

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

/** Failures that the same message would meet again, or that are the visitor's to decide on. */
const final = /^(forbidden|too_long|empty|refused)$/

/**
 * Seconds of `Retry-After` (RFC 9110: seconds or a date), else of `RateLimit`'s `t` parameter; undefined without.
 * At least 1, at most an hour. `now` in milliseconds since the epoch.
 */
export function readWait(headers: Pick<Headers, 'get'>, now: number): number | undefined {
  const header = headers.get('retry-after')?.trim() || /;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  if (!header) return undefined
  const seconds = /^\d+$/.test(header) ? +header : (Date.parse(header) - now) / 1000
  return Number.isFinite(seconds) ? Math.min(longestWait, Math.max(1, Math.ceil(seconds))) : undefined
}

/** What a code of the server's, in a reply or in the stream's event `error`, means to the visitor. */
export function toFailureCode(code: unknown, status = 500): FailureCode {
  return byCode[String(code)] ?? byStatus[status] ?? (status > 500 ? 'unavailable' : 'refused')
}

/** What an HTTP error means to the visitor. `body`: as read, or null; `now` in milliseconds since the epoch. */
export function toFailure(
  { status, headers }: { status: number; headers: Pick<Headers, 'get'> },
  body: { code?: unknown; detail?: unknown } | null,
  now: number,
): Failure {
  const code = toFailureCode(body?.code, status)
  const wait =
    readWait(headers, now) ?? (code === 'rate_limited' || code === 'busy' ? unnamedWait : undefined)
  const detail = body?.detail
  return {
    code,
    ...(wait && { retry_at: now + wait * 1000 }),
    ...(code === 'refused' && typeof detail === 'string' && { detail }),
  }
}

/** True when the same message may get through the next time. */
export const isRetryable = ({ code }: Failure): boolean => !final.test(code)
