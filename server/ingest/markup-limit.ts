import type { FileType } from './file-type.ts'
import { Refusal } from './refusal.ts'

/** Bytes of HTML or Markdown: its tree takes some forty times as much, and the reading process may hold 512 MB. */
export const maximumMarkup = 8 * 1024 * 1024

/** Refuses a page that cannot be held as a tree, before it is tried; plain text of 20 MB is read. Throws Refusal. */
export function refuseLongMarkup(type: FileType, bytes: Uint8Array): void {
  if ((type !== 'html' && type !== 'markdown') || bytes.length <= maximumMarkup) return
  const name = type === 'html' ? 'HTML' : 'Markdown'
  throw new Refusal('too_large', {
    fr: `fichier ${name} trop long (8 Mo au plus) : découpe-le, ou enregistre-le en texte (.txt)`,
    en: `${name} file too long (8 MB at most): cut it up, or save it as text (.txt)`,
  })
}
