import { createHash } from 'node:crypto'
import { canonicalIdentifier, identifierPattern } from '../../contract/identifier.ts'
import { AppError } from '../errors.ts'

const maxLength = 255

/**
 * The `message_id` that an `Idempotency-Key` header stands for; undefined without one. Its scope is that of a
 * message_id, the conversation: in another one the same key is another message. The key is taken bare or as the
 * quoted string of the IETF draft. Throws AppError `invalid` when it is longer than 255 characters.
 */
export function toMessageId(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const text = Array.isArray(header) ? header.join(', ') : header
  const key = /^"(.+)"$/.exec(text)?.[1] ?? text
  if (key === '') return undefined
  if (key.length > maxLength) throw new AppError('invalid', { field: 'Idempotency-Key', reason: 'too_long' })
  if (identifierPattern.test(key)) return canonicalIdentifier(key)
  return `key-${createHash('sha256').update(key).digest('hex')}`
}
