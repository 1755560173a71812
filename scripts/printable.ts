import { stripVTControlCharacters } from 'node:util'

/** Text for a terminal line: a file's name or content may hold what moves its cursor or turns its writing round. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\p{Cf}/gu, '')
}
