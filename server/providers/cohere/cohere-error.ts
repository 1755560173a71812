import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'
import type { JsonReply } from '../http/post-json.ts'
import { readObject, readText } from '../http/read-value.ts'
import { readRetryAfter } from '../http/retry-after.ts'
import { failureOfStatus, isPassing } from '../http/status-failure.ts'

/** The error of a Cohere reply: a status, and a sentence that is the only thing to tell a minute's limit from a month's. */
export function toCohereError(reply: JsonReply, model: string, now: number): ProviderError {
  const { status, headers } = reply
  const text = readText(readObject(reply.body).message) ?? ''
  const failure = chooseFailure(status, text)
  return new ProviderError(failure, {
    provider: 'cohere',
    model,
    status,
    message: `cohere: ${failure} (HTTP ${status})`,
    retryable: isPassing(failure),
    retryAfter: readRetryAfter(headers, now),
  })
}

function chooseFailure(status: number, text: string): ProviderFailure {
  if (status === 429 && /calls\s*\/\s*month/i.test(text)) return 'quota_exhausted'
  // A deny-listed word in the request.
  if (status === 498) return 'refused'
  return failureOfStatus(status)
}
