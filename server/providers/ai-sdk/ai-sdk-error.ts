import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'
import { toCompletionError } from '../completions/completion-error.ts'
import { toConnectionFailure } from '../http/http-failure.ts'
import { isObject, readObject, readText } from '../http/read-value.ts'
import { isPassing } from '../http/status-failure.ts'

/** The AI SDK's errors by name, where they carry no status. */
const failureOfName: Record<string, ProviderFailure> = {
  AI_LoadAPIKeyError: 'unauthorized',
  AI_NoSuchModelError: 'model_unavailable',
  AI_EmptyResponseBodyError: 'empty',
  AI_InvalidPromptError: 'rejected',
  AI_InvalidArgumentError: 'rejected',
  AI_UnsupportedFunctionalityError: 'rejected',
  AI_JSONParseError: 'malformed',
  AI_TypeValidationError: 'malformed',
  AI_InvalidResponseDataError: 'malformed',
}

/**
 * An error of the AI SDK in our words. Never its `cause`: the SDK's errors hold the whole prompt. `now`: milliseconds
 * since 1970.
 */
export function toAiSdkError(
  error: unknown,
  call: { provider: string; model: string },
  now: number,
): ProviderError {
  if (error instanceof ProviderError) return error
  const { name, statusCode, responseHeaders, responseBody, data, isRetryable } = readObject(error)
  const { provider, model } = call
  if (typeof statusCode === 'number') {
    // `data` is what a schema of the SDK's left of the body.
    const body = parse(responseBody) ?? data
    const headers = readObject(responseHeaders) as Record<string, string>
    return toCompletionError({ status: statusCode, headers, body }, call, now)
  }
  const known = failureOfName[readText(name) ?? '']
  if (known !== undefined) {
    const retryable = isPassing(known) || known === 'malformed'
    return new ProviderError(known, {
      provider,
      model,
      retryable,
      message: `${provider}: ${known} (${name})`,
    })
  }
  // An error within a stream is the provider's own JSON, or no more than its message.
  if (isObject(error) && !(error instanceof Error)) {
    return toCompletionError({ status: 500, headers: {}, body: { error } }, call, now)
  }
  if (typeof error === 'string')
    return toCompletionError({ status: 500, headers: {}, body: { error } }, call, now)
  const socket = findSocketError(error)
  if (socket === undefined) {
    const retryable = isRetryable !== false
    const what = readText(name) ?? 'unknown'
    return new ProviderError('unreachable', { provider, model, retryable, message: `${provider}: ${what}` })
  }
  const failure = toConnectionFailure(socket, { provider, model, url: '', headers: {}, maxReplyBytes: 0 })
  return new ProviderError(failure.failure, { ...failure, message: failure.message, cause: undefined })
}

function parse(text: unknown): unknown {
  try {
    return JSON.parse(readText(text) ?? '')
  } catch {
    return undefined
  }
}

/** fetch wraps the socket's error, and the AI SDK wraps fetch's. */
function findSocketError(error: unknown): Error | undefined {
  let inner = error
  for (let depth = 0; inner instanceof Error && depth < 5; depth += 1) {
    if ('code' in inner && typeof inner.code === 'string') return inner
    inner = inner.cause
  }
  return undefined
}
