import { wordsOf } from '../agents/fold-text.ts'
import { stemWord } from '../agents/stem-word.ts'
import { sameMeaning } from './same-meaning.ts'
import { stopWords } from './stop-words.ts'

/** A content word of a question: its folded form, its stem, and whether it was written like a name or a number. */
export interface Term {
  word: string
  stem: string
  named: boolean
}

/** A visitor's question is at most 2,000 characters; nobody asks about more things than this at once. */
const maxTerms = 64
const maxQuestion = 4_000

/** The distinct content words of a question, in order. When it has stop words only, those count. */
export function questionTerms(question: string): Term[] {
  const written =
    question
      .slice(0, maxQuestion)
      .normalize('NFC')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const capitals = written.filter(word => /^\p{Lu}/u.test(word)).length
  // A question all in capitals names nothing.
  const capitalsTell = capitals <= 0.6 * written.length
  const all = written.flatMap((word, index) =>
    wordsOf(word)
      .map(sameMeaning)
      .map(folded => ({
        word: folded,
        stem: stemWord(folded),
        named: /\p{N}/u.test(word) || (capitalsTell && index > 0 && /^\p{Lu}/u.test(word)),
      })),
  )
  const content = all.filter(
    term => !stopWords.has(term.word) && (term.word.length > 1 || /\d/.test(term.word)),
  )
  const distinct = new Map<string, Term>()
  for (const term of content.length > 0 ? content : all) {
    if (distinct.size < maxTerms && !distinct.has(term.stem)) distinct.set(term.stem, term)
  }
  return [...distinct.values()]
}
