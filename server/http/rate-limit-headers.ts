import type { RateLimitState } from '../turn/turn.ts'

/**
 * Quota headers: `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10, and the
 * `X-RateLimit-*` that older clients read. Every time is in seconds from now: no clock is compared.
 */
export function toRateLimitHeaders(state: RateLimitState, windowSeconds: number): Record<string, string> {
  const remaining = Math.max(0, Math.trunc(state.remaining))
  const reset = Math.max(0, Math.ceil(state.resetSeconds))
  return {
    'ratelimit-policy': `"turns";q=${state.limit};w=${windowSeconds}`,
    ratelimit: `"turns";r=${remaining};t=${reset}`,
    'x-ratelimit-limit': String(state.limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
  }
}
