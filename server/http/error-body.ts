import type { ErrorBody } from '../../contract/error.ts'
import type { WebhookError } from '../../contract/webhook-v1.ts'
import { type AppError, errorStatus } from '../errors.ts'
import { errorText, errorTitles } from './error-texts.ts'
import type { Language } from './language.ts'

interface ErrorSetting {
  language: Language
  requestId: string
  now: Date
}

/** An error as every route but v1's webhook says it. */
export function toErrorBody(error: AppError, setting: ErrorSetting): ErrorBody {
  return {
    error: errorTitles[errorStatus[error.code]] ?? 'Error',
    detail: errorText(error, setting.language),
    code: error.code,
    ...(error.field === undefined ? {} : { field: error.field }),
    timestamp: setting.now.toISOString(),
    request_id: setting.requestId,
  }
}

/** v1's widget knows these names; the rest are ours in its capitals. */
const webhookCodes: Partial<Record<AppError['code'], string>> = {
  rate_limited: 'RATE_LIMIT_EXCEEDED',
  too_many_streams: 'RATE_LIMIT_EXCEEDED',
  internal: 'SERVICE_ERROR',
  database_unavailable: 'SERVICE_ERROR',
  shutting_down: 'SERVICE_ERROR',
  invalid: 'INVALID_REQUEST',
  malformed: 'INVALID_REQUEST',
}

/** The same error as v1's widget reads it: `error: true`, a message, a code in capitals. */
export function toWebhookError(error: AppError, setting: ErrorSetting): WebhookError {
  const { error: _, detail, ...rest } = toErrorBody(error, setting)
  return {
    ...rest,
    error: true,
    message: detail,
    detail,
    code: webhookCodes[error.code] ?? error.code.toUpperCase(),
  }
}
