import { z } from 'zod'

/** Items parted by commas, without what is empty. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

/** A list; empty when the variable is not set. */
export const listVariable = z.string().default('').transform(splitList)

/** `true` or `false`; false when the variable is not set. */
export const flagVariable = z
  .enum(['true', 'false'], 'doit être true ou false')
  .default('false')
  .transform(value => value === 'true')
