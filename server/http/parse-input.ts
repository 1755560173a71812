import type { z } from 'zod'
import { AppError } from '../errors.ts'

/**
 * Reads outside data by a schema of contract/. Throws AppError `invalid` (422) that names the first wrong
 * member and why, as a key of error-texts.ts.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path[0]
  if (issue === undefined || field === undefined) throw new AppError('invalid', { reason: 'not_object' })
  throw new AppError('invalid', {
    field: String(field),
    reason: toReason(issue, isAbsent(input, String(field))),
  })
}

/**
 * Reads one path parameter. Throws AppError `malformed` (400): an address that cannot name anything.
 * @param field the parameter's public name
 */
export function parseParameter<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  field: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('malformed', { field, reason: 'identifier' })
}

function toReason(issue: z.core.$ZodIssue, absent: boolean): string {
  if (absent) return 'missing'
  if (issue.code === 'invalid_type' && issue.expected === 'string') return 'not_text'
  if (issue.code === 'invalid_value') return issue.path[0] === 'rating' ? 'rating' : 'not_valid'
  return /^[a-z_]{1,40}$/.test(issue.message) ? issue.message : 'not_valid'
}

/** Missing and `null` are the same to whoever forgot it. */
function isAbsent(input: unknown, field: string): boolean {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, field)) return true
  const value = (input as Record<string, unknown>)[field]
  return value === null || value === undefined || value === ''
}
