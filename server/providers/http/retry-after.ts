import type { IncomingHttpHeaders } from 'node:http'
import { readNumber } from './read-value.ts'

/**
 * Seconds a provider asks to wait: `retry-after-ms` (OpenAI), `Retry-After` in seconds or as a date (RFC 9110, 10.2.3);
 * undefined where it asks nothing. `now`: milliseconds since 1970.
 */
export function readRetryAfter(headers: IncomingHttpHeaders, now: number): number | undefined {
  const milliseconds = readNumber(headers['retry-after-ms'])
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds / 1_000
  const after = headers['retry-after']
  const seconds = readNumber(after)
  if (seconds !== undefined && seconds >= 0) return seconds
  const date = Date.parse(after ?? '')
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1_000)
}

/**
 * Seconds until a limit that is used up is new, from headers in OpenRouter's way (`X-RateLimit-Reset`, milliseconds
 * since 1970) or OpenAI's (`x-ratelimit-reset-requests: 6m0s`); undefined where they do not say.
 */
export function readLimitReset(headers: Record<string, unknown>, now: number): number | undefined {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const at = readNumber(lower['x-ratelimit-reset'])
  if (at !== undefined && readNumber(lower['x-ratelimit-remaining']) === 0) {
    // Some servers count seconds since 1970. What is neither now nor within a month is no instant at all.
    const wait = [(at - now) / 1_000, at - now / 1_000].find(seconds => Math.abs(seconds) < month)
    return wait === undefined ? undefined : Math.max(0, wait)
  }
  const waits = ['requests', 'tokens']
    .filter(what => readNumber(lower[`x-ratelimit-remaining-${what}`]) === 0)
    .map(what => readDuration(lower[`x-ratelimit-reset-${what}`]))
    .filter(seconds => seconds !== undefined)
  return waits.length > 0 ? Math.max(...waits) : undefined
}

const month = 31 * 86_400

const secondsOf: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }

/** `1m30.5s`, `120ms` → seconds. */
function readDuration(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text)) return undefined
  let seconds = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    seconds += Number(amount) * (secondsOf[unit] ?? 0)
  }
  return seconds
}
