/**
 * Why a message got no answer.
 * `detail` is the server's sentence for the visitor; `retryAfter` is in seconds.
 * @typedef {'rate_limited' | 'unavailable' | 'offline' | 'unreachable' | 'cut' | 'forbidden' | 'refused' | 'failed'} FailureKind
 * @typedef {{ kind: FailureKind, detail?: string, retryAfter?: number }} Failure
 */

/** The longest wait that is believed, in seconds: a wrong header must not lock the visitor out. */
const longestWait = 3600

/**
 * Seconds of a `Retry-After` header, which holds seconds or a date; undefined without one.
 * @param {string | null} header
 * @param {number} now milliseconds since the epoch
 */
export function parseRetryAfter(header, now) {
  if (!header) return undefined
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000
  return Number.isFinite(seconds) ? Math.min(longestWait, Math.max(1, Math.ceil(seconds))) : undefined
}

/** @param {number} status @returns {FailureKind} */
function kindOf(status) {
  if (status === 429) return 'rate_limited'
  if (status === 403) return 'forbidden'
  return status >= 500 || status === 408 ? 'unavailable' : 'refused'
}

/**
 * What an HTTP error means to the visitor. The server's own sentence is shown only where it knows more than we
 * do: which rule the message broke.
 * @param {{ status: number, retryAfter: string | null, body: unknown, now: number }} reply
 * @returns {Failure}
 */
export function toFailure({ status, retryAfter, body, now }) {
  const kind = kindOf(status)
  const wait = parseRetryAfter(retryAfter, now) ?? (kind === 'rate_limited' ? 10 : undefined)
  const detail = body !== null && typeof body === 'object' && 'detail' in body ? body.detail : undefined
  return {
    kind,
    ...(kind === 'refused' && typeof detail === 'string' && detail ? { detail } : {}),
    ...(wait === undefined ? {} : { retryAfter: wait }),
  }
}

/** True when the same message may be sent again. @param {Failure} failure */
export function isRetryable(failure) {
  return failure.kind !== 'refused' && failure.kind !== 'forbidden'
}
