import { createHash } from 'node:crypto'

/** Strong entity tag of a body, quotes included. */
export function toEntityTag(body: Buffer | string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
}

/** RFC 9110 `If-None-Match`: weak comparison, a list or `*`. A proxy that compresses makes our tag weak. */
export function matchesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some(each => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag)
}
