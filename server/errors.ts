/** Every code an error can carry, with the HTTP status it becomes. Texts for visitors: http/error-texts.ts. */
export const errorStatus = {
  malformed: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  too_large: 413,
  unsupported_media_type: 415,
  expectation_failed: 417,
  invalid: 422,
  message_id_reused: 422,
  rate_limited: 429,
  too_many_streams: 429,
  internal: 500,
  database_unavailable: 503,
  shutting_down: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

/**
 * An outcome that ends a request. The message is for logs; a visitor reads only the text of `code`
 * (and, for `invalid`, of `reason` about `field`).
 */
export class AppError extends Error {
  readonly code: ErrorCode
  /** Member of the request that is wrong, e.g. `message`. */
  readonly field: string | undefined
  /** Which rule it broke, e.g. `message_too_long`: a key of http/error-texts.ts. */
  readonly reason: string | undefined
  /** Seconds after which a retry makes sense. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    options: { message?: string; field?: string; reason?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(options.message ?? code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.field = options.field
    this.reason = options.reason
    this.retryAfter = options.retryAfter
  }
}
