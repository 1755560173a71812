/** What became of a call to a provider, in the words that deciding what to do next needs (shared by every vendor). */
export type ProviderFailure =
  | 'unreachable' // no connection: name, refusal, connect deadline, reset before a reply
  | 'certificate' // its certificate is not to be trusted: never retried
  | 'timeout' // too long without a first token, or without data, or in all
  | 'rate_limited' // 429 that passes by itself
  | 'quota_exhausted' // no credits, or no more free calls today: paying or waiting till tomorrow helps
  | 'unauthorized' // the key is wrong or not allowed to
  | 'model_unavailable' // unknown, deprecated, or with no endpoint
  | 'too_long' // more than the model reads
  | 'rejected' // our request is wrong, as the provider sees it (400, 422 …): the same call fails again
  | 'refused' // moderation, guardrail or content filter
  | 'overloaded' // 408, 5xx and their kin
  | 'malformed' // a reply that is not what the wire promises
  | 'empty' // a well-formed reply that says nothing
  | 'truncated' // cut before its end: the stream, or the length allowed
  | 'cancelled' // by our own signal

/**
 * A call to a provider that failed. The message is for logs and carries no key, prompt or visitor's text.
 * `retryAfter` in seconds, when the provider said so; `alternatives` the models it names instead.
 */
export class ProviderError extends Error {
  readonly provider: string
  readonly failure: ProviderFailure
  readonly model: string | undefined
  readonly status: number | undefined
  /** The same call may succeed a moment later. */
  readonly retryable: boolean
  readonly retryAfter: number | undefined
  readonly alternatives: readonly string[]

  constructor(
    failure: ProviderFailure,
    options: {
      provider: string
      model?: string | undefined
      message?: string
      status?: number | undefined
      retryable?: boolean
      retryAfter?: number | undefined
      alternatives?: readonly string[]
      cause?: unknown
    },
  ) {
    super(
      options.message ?? `${options.provider}: ${failure}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'ProviderError'
    this.provider = options.provider
    this.failure = failure
    this.model = options.model
    this.status = options.status
    this.retryable = options.retryable ?? false
    this.retryAfter = options.retryAfter
    this.alternatives = options.alternatives ?? []
  }
}
