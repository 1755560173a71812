import { removeHiddenCharacters } from './clean-text.ts'

/** Characters of a name that is shown; file systems take 255 bytes. */
const maximumName = 255

/**
 * A file's name as it is kept and shown to visitors: without what turns the writing round, hides or ends it early. `file`
 * when nothing is left. It never becomes a path.
 */
export function shownName(name: string): string {
  const plain = removeHiddenCharacters(name).replace(/\s+/g, ' ').trim()
  return plain === '' ? 'file' : Array.from(plain).slice(0, maximumName).join('')
}
