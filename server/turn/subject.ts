import type { QuestionKind } from './question-cues.ts'
import type { Term } from './question-terms.ts'

/** Indices of the terms that tell what a question is about. */
export interface Subject {
  /** Proper names: a passage that has none of them is about something else. */
  names: number[]
  /** All that is neither common nor a number in figures nor, where a price is asked, a word for prices. */
  words: number[]
}

/** Folded, as `sameMeaning` leaves them. */
const priceWords: ReadonlySet<string> = new Set(
  'prix abonnement abonnements forfait forfaits gratuit gratuite gratuits gratuites payant payante payer paye argent euros subscription plan free pay money'.split(
    ' ',
  ),
)

/** Reads what a question is about from its terms. */
export function subjectOf(kind: QuestionKind, terms: readonly Term[]): Subject {
  const words = terms.flatMap(({ word, common, named }, index) =>
    common || (named && isNumber(word)) || (kind === 'price' && priceWords.has(word)) ? [] : [index],
  )
  return { names: words.filter(index => terms[index]?.named), words }
}

function isNumber(word: string): boolean {
  return /^\d/.test(word)
}
