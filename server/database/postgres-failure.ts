import { AppError } from '../errors.ts'

/**
 * What became of a statement that failed.
 * `lost`: the connection ended, and nobody knows whether the transaction was committed.
 * `undone`: certainly rolled back, by no fault of its own; the same again may well succeed.
 * `refused`: the server is there and cannot do it now (read-only, out of something, too slow).
 * `defect`: it would fail again.
 */
export type FailureKind = 'lost' | 'undone' | 'refused' | 'defect'

/** SQLSTATEs and their first two characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const kinds: Record<string, FailureKind> = {
  '08': 'lost', // connection exceptions; 08P01 is also how PgBouncer says that it has no server
  '57P01': 'lost', // the server stops, or an operator ended this connection
  '57P02': 'lost', // another connection crashed
  '57P03': 'lost', // the server starts or stops
  '57P05': 'lost', // idle for too long
  '40': 'undone', // deadlock, serialization
  '25006': 'refused', // read-only: a standby, or a primary that has just become one
  '53': 'refused', // no memory, disk full, too many connections
  '55P03': 'refused', // a lock that took too long
  '57014': 'refused', // canceled: a statement timeout
  '58': 'refused', // the server's disk or its like
}

interface ServerError {
  code?: unknown
  severity?: unknown
  message?: unknown
  hostname?: unknown
}

/** The SQLSTATE that the server sent with an error; undefined when it sent none. */
export function sqlState(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as ServerError
  return typeof severity === 'string' && typeof code === 'string' ? code : undefined
}

/** Which kind of failure an error of `pg` is. */
export function toFailureKind(error: unknown): FailureKind {
  const state = sqlState(error)
  if (state === undefined) return 'lost' // the socket's, or pg's own about the socket
  const kind = kinds[state] ?? kinds[state.slice(0, 2)]
  if (kind !== undefined) return kind
  // FATAL ends the connection, whoever says it: poolers have codes of their own.
  return /^(FATAL|PANIC)$/.test(String((error as ServerError).severity)) ? 'lost' : 'defect'
}

/** Whether connecting again with the same address would be refused again: credentials, names, certificates. */
export function isLastingRefusal(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return /^(28|3D|42)/.test(state)
  const { code, hostname, message } = (error ?? {}) as ServerError
  // A name without a dot is one of a container that may only be starting.
  if (code === 'ENOTFOUND') return String(hostname).includes('.')
  if (/does not support SSL/.test(String(message))) return true
  return /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(String(code))
}

/** `database_unavailable` with what is behind it. */
export function toUnavailable(message: string, cause?: unknown): AppError {
  return new AppError('database_unavailable', { message, cause })
}

/** Whether a connection is as good as before after a statement failed on it. */
export function isReusableAfter(error: unknown): boolean {
  // A server that has become read-only is no longer the one to be connected to.
  return toFailureKind(error) !== 'lost' && sqlState(error) !== '25006'
}
