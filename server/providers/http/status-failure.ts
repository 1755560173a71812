import type { ProviderFailure } from '../../ports/provider-error.ts'

const byStatus: Record<number, ProviderFailure> = {
  400: 'rejected',
  401: 'unauthorized',
  402: 'quota_exhausted',
  403: 'unauthorized',
  404: 'model_unavailable',
  408: 'overloaded',
  409: 'overloaded',
  410: 'model_unavailable',
  413: 'too_long',
  425: 'overloaded',
  429: 'rate_limited',
  499: 'overloaded',
  501: 'rejected',
}

/** What an HTTP status says where nothing else does. A redirect is `malformed`: it is never followed. */
export function failureOfStatus(status: number): ProviderFailure {
  const known = byStatus[status]
  if (known !== undefined) return known
  if (status >= 500) return 'overloaded'
  return status >= 400 ? 'rejected' : 'malformed'
}

const passing: ReadonlySet<ProviderFailure> = new Set([
  'unreachable',
  'timeout',
  'rate_limited',
  'overloaded',
  'truncated',
  'empty',
])

/** Whether the same call may succeed a moment later, where the provider does not say. */
export function isPassing(failure: ProviderFailure): boolean {
  return passing.has(failure)
}
