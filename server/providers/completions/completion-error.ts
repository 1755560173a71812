import type { IncomingHttpHeaders } from 'node:http'
import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'
import { isObject, readNumber, readObject, readText } from '../http/read-value.ts'
import { readLimitReset, readRetryAfter } from '../http/retry-after.ts'
import { failureOfStatus, isPassing } from '../http/status-failure.ts'

/** Codes and types in errors of OpenAI's and OpenRouter's wires (failures.md rows 1–14, 23, 39–41). */
const failureOfWord: Record<string, ProviderFailure> = {
  rate_limit_exceeded: 'rate_limited',
  slow_down: 'rate_limited',
  insufficient_quota: 'quota_exhausted',
  credit_balance_exhausted: 'quota_exhausted',
  project_spend_limit_exceeded: 'quota_exhausted',
  billing_hard_limit_reached: 'quota_exhausted',
  invalid_api_key: 'unauthorized',
  context_length_exceeded: 'too_long',
  max_tokens_exceeded: 'too_long',
  string_too_long: 'too_long',
  exceed_context_size_error: 'too_long', // llama.cpp
  content_policy_violation: 'refused',
  content_filter: 'refused',
  refusal: 'refused',
  model_not_found: 'model_unavailable',
  invalid_model: 'model_unavailable', // Mistral
  model_deprecated: 'model_unavailable',
  no_endpoints: 'model_unavailable',
  privacy_restricted: 'model_unavailable',
  free_variant_ended: 'model_unavailable',
  server: 'overloaded',
  server_error: 'overloaded',
  server_is_overloaded: 'overloaded',
  provider_unavailable: 'overloaded',
  provider_overloaded: 'overloaded',
  capacity_exhausted: 'overloaded',
  temporarily_unavailable: 'overloaded',
  timeout: 'overloaded',
}

/** No more free calls today (failures.md, row 2) … */
const freeModelsPerDay = /free-models-per-day/i
/** … and the seconds until it is worth asking again where it is not said when the day ends. */
const untoldDaysRest = 3_600

/** Where these wires have words only. Each names the row of failures.md it comes from. */
const failureOfText: readonly [RegExp, ProviderFailure][] = [
  [freeModelsPerDay, 'quota_exhausted'], // 2
  [/is not a valid model id/i, 'model_unavailable'], // 11
  [/maximum context length/i, 'too_long'], // 41, and vLLM's
  [/prompt is too long|exceeds the available context size/i, 'too_long'], // 10, as Anthropic and llama.cpp say it
  [/^request blocked/i, 'refused'], // 9
]

/** What an error is made of: an HTTP reply, or an error within a stream (then `headers` is empty). */
export interface ErrorReply {
  status: number
  headers: IncomingHttpHeaders
  body: unknown
}

/**
 * The error of a reply in OpenAI's wire and OpenRouter's. Its message has the status and the provider's code words, never
 * its prose, which may quote the visitor. `now`: milliseconds since 1970.
 */
export function toCompletionError(
  reply: ErrorReply,
  call: { provider: string; model?: string | undefined },
  now: number,
): ProviderError {
  const error = readErrorObject(reply.body)
  const metadata = readObject(error.metadata)
  const availability = readObject(error.availability)
  const status = readStatus(error.code) ?? readStatus(error.http_status) ?? reply.status
  const words = [metadata.error_type, availability.code, error.code, error.type, metadata.limit_source]
    .map(readText)
    .filter(word => word !== undefined && /^[a-z][a-z0-9_.-]{1,63}$/i.test(word))
    .filter(word => word !== undefined)
  const failure = chooseFailure(error, words, status, reply.headers)
  const shown = [`HTTP ${status}`, ...new Set(words), readText(error.param)]
    .filter(part => part !== undefined)
    .map(withoutKeys)
    .join(', ')
  const { provider, model } = call
  return new ProviderError(failure, {
    provider,
    model,
    status,
    message: `${provider}: ${failure} (${shown.slice(0, 200)})`,
    retryable: readRetryable(availability, reply.headers) ?? isPassing(failure),
    retryAfter:
      readNumber(availability.retry_after) ??
      readRetryAfter(reply.headers, now) ??
      (failure === 'rate_limited' ? readWait(metadata, reply.headers, now) : undefined) ??
      (saysSo(error, freeModelsPerDay)
        ? (readWait(metadata, reply.headers, now) ?? untoldDaysRest)
        : undefined),
    alternatives: readNames(availability.fallback_models),
  })
}

/** An HTTP status of an error; other numbers are the vendor's own (Mistral's `1500`). */
function readStatus(value: unknown): number | undefined {
  const number = readNumber(value)
  return number !== undefined && number >= 400 && number <= 599 ? number : undefined
}

/** Keys that a provider quotes where it should not: `sk-…`, and whatever looks as random as one. */
function withoutKeys(text: string): string {
  return text.replace(/(?:\b|_)(?:sk|pk)[-_][\w-]{4,}|(?=\w*\d)\w{24,}/gi, '…')
}

/** True when a whole reply or an event of a stream is an error, whatever its status (rows 16 and 27). */
export function saysError(body: unknown): boolean {
  const { error, object } = readObject(body)
  return (error !== undefined && error !== null) || object === 'error'
}

function chooseFailure(
  error: Record<string, unknown>,
  words: readonly (string | undefined)[],
  status: number,
  headers: IncomingHttpHeaders,
): ProviderFailure {
  const metadata = readObject(error.metadata)
  const said = failureOfText.find(([pattern]) => saysSo(error, pattern))?.[1]
  if (said !== undefined) return said
  // The one 402 worth a wait: a budget in flight that other calls give back (row 6).
  if (metadata.limit_source === 'openrouter_in_flight_budget' && headers['retry-after'] !== undefined) {
    return 'rate_limited'
  }
  if (['reasons', 'patterns', 'flagged_input'].some(member => member in metadata)) return 'refused'
  for (const word of words) {
    const known = word === undefined ? undefined : failureOfWord[word]
    if (known !== undefined) return known
  }
  return failureOfStatus(status >= 300 ? status : 500)
}

/** `{error: {…}}`, `{error: "text"}` (Ollama), `{object: "error", message}` (vLLM), `{message}` (Mistral). */
function readErrorObject(body: unknown): Record<string, unknown> {
  const whole = readObject(body)
  if (isObject(whole.error)) return whole.error
  return typeof whole.error === 'string' ? { message: whole.error } : whole
}

function readRetryable(
  availability: Record<string, unknown>,
  headers: IncomingHttpHeaders,
): boolean | undefined {
  if (typeof availability.retryable === 'boolean') return availability.retryable
  const header = headers['x-should-retry']
  return header === 'true' || header === 'false' ? header === 'true' : undefined
}

function readWait(metadata: Record<string, unknown>, headers: IncomingHttpHeaders, now: number) {
  return readLimitReset({ ...headers, ...readObject(metadata.headers) }, now)
}

/** What stands behind a router may have the words: `raw` is its reply, as text. */
function saysSo(error: Record<string, unknown>, pattern: RegExp): boolean {
  return [error.message, readObject(error.metadata).raw].some(text => pattern.test(readText(text) ?? ''))
}

function readNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(name => typeof name === 'string') : []
}
