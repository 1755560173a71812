import { ProviderError } from '../../ports/provider-error.ts'
import type { HttpCall } from './http-call.ts'

/** Node's and OpenSSL's codes for a certificate that is not to be trusted (tls: `X509_V_ERR_…` without its prefix). */
const certificateCodes = /CERT|ISSUER|SELF_SIGNED|LEAF_SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|CRL/

/** A socket's error before the reply: certificate, something that is not HTTP, or unreachable. Says the code only. */
export function toConnectionFailure(error: Error, call: HttpCall): ProviderError {
  const code = errorCode(error)
  const { provider, model } = call
  const about = { provider, model, message: `${provider}: ${code}`, cause: error }
  if (certificateCodes.test(code)) return new ProviderError('certificate', about)
  if (code.startsWith('HPE_')) return new ProviderError('malformed', { ...about, retryable: true })
  return new ProviderError('unreachable', { ...about, retryable: true })
}

/**
 * Node refused to send it: a key with letters that no header carries is a wrong key (`unauthorized`), an address with such
 * ones is `rejected`. Neither has a status. Its own error quotes them.
 */
export function toUnsendable(error: unknown, { provider, model }: HttpCall): ProviderError {
  const code = error instanceof Error ? errorCode(error) : 'not sent'
  const failure = code === 'ERR_INVALID_CHAR' ? 'unauthorized' : 'rejected'
  return new ProviderError(failure, { provider, model, message: `${provider}: ${code}` })
}

/** The connection was lost in the middle of a reply. */
export function toBrokenReply(error: Error | undefined, call: HttpCall): ProviderError {
  const { provider, model } = call
  const message = `${provider}: connection lost within the reply${error ? ` (${errorCode(error)})` : ''}`
  return new ProviderError('truncated', { provider, model, message, retryable: true, cause: error })
}

/** A pooled socket that the other side had closed while it was idle (failures.md row 37). */
export function isStaleSocket(error: Error): boolean {
  return ['ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(errorCode(error))
}

function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
