import { z } from 'zod'

/** Ids of users, conversations and messages: any text of 1 to 128 of these characters (`"conv-456"` is valid). */
export const identifierPattern = /^[A-Za-z0-9_.:-]{1,128}$/

const uuidPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i

/**
 * One spelling for one id: a UUID in capitals or without dashes names the same conversation as the
 * canonical one (v1's `uuid` columns folded them too), so it shares its owner and its rate limit.
 */
export function canonicalIdentifier(id: string): string {
  const parts = uuidPattern.exec(id)
  return parts ? parts.slice(1, 6).join('-').toLowerCase() : id
}

export const Identifier = z
  .string()
  .regex(identifierPattern, { message: 'identifier' })
  .transform(canonicalIdentifier)
