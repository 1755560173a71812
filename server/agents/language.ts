import { foldText } from './fold-text.ts'
import { functionWords } from './function-words.ts'
import type { Language } from './persona.ts'

/** Words both languages use: they tell nothing. */
const shared: ReadonlySet<string> = new Set(['a', 'on', 'me', 'no', 'plus', 'or'])

/**
 * French or English, for a short chat message; `fallback` when the message does not tell
 * (one word both use, a name, emoji only).
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const { french, english } = signsOf(text)
  if (french === english) return fallback
  return french > english ? 'fr' : 'en'
}

/** Of a text that is plainly French or English, from this share of its words on; German has "in", "so" and "des" too. */
const plainShare = 0.2

/** French or English, for a text of some sentences that is plainly one of them; null for any other. */
export function plainLanguage(text: string): Language | null {
  const { french, english, words } = signsOf(text)
  if (french === english || Math.max(french, english) < plainShare * words) return null
  return french > english ? 'fr' : 'en'
}

function signsOf(text: string): { french: number; english: number; words: number } {
  const words = foldText(text).match(/[\p{L}]+/gu) ?? []
  const french = knownOf(words, 'fr') + frenchSigns(text)
  // Looking for contractions takes ten times as long as for what they all have.
  const english = knownOf(words, 'en') + (/['’]/.test(text) ? englishSigns(text) : 0)
  return { french, english, words: words.length }
}

function knownOf(words: readonly string[], language: Language): number {
  return words.filter(word => functionWords[language].has(word) && !shared.has(word)).length
}

/** Accents and elisions are French, whatever the words are. */
function frenchSigns(text: string): number {
  const accents = text.match(/[éèêëàâùûîïôçœ]/giu)?.length ?? 0
  const elisions = text.match(/\b(?:[cdjlmnst]|qu)['’](?=\p{L}{2})/giu)?.length ?? 0
  return Math.min(accents, 2) * 0.75 + elisions * 0.75
}

function englishSigns(text: string): number {
  const contractions =
    text.match(
      /\b(?:\p{L}+n['’]t|(?:i|you|he|she|it|we|they|what|that|let|how|who|where|there)['’](?:m|s|re|ve|ll|d))\b/giu,
    )?.length ?? 0
  return contractions
}
