import { removeHiddenCharacters } from './clean-text.ts'
import type { Words } from './refusal.ts'

/** Letters of an excerpt: enough to see what somebody wanted read unseen. */
const shown = 120

/**
 * Tells the operator of text that the document shows nobody and that was left out: how much and how it begins. `where`
 * follows the number of letters: `page 2`. Nothing for nothing.
 */
export function hiddenTextWarning(texts: readonly string[], where: Words = { fr: '', en: '' }): Words[] {
  const text = removeHiddenCharacters(texts.join(' ')).replace(/\s+/g, ' ').trim()
  if (!/[\p{L}\p{N}]/u.test(text)) return []
  const excerpt = text.length > shown ? `${text.slice(0, shown).trimEnd()}…` : text
  const place = { fr: where.fr && ` (${where.fr})`, en: where.en && ` (${where.en})` }
  return [
    {
      fr: `texte caché, non lu${place.fr} : « ${excerpt} »`,
      en: `hidden text, not read${place.en}: “${excerpt}”`,
    },
  ]
}
