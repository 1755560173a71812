import { wordsOf } from '../agents/fold-text.ts'
import { stemWord } from '../agents/stem-word.ts'
import { isCommonWord } from './common-words.ts'
import { sameMeaning } from './same-meaning.ts'
import { stopWords } from './stop-words.ts'

/** A content word of a question: its folded form, its stem, and whether it was written like a name or a number. */
export interface Term {
  word: string
  stem: string
  named: boolean
  /** A word that any question may hold: it says little of what is asked. */
  common: boolean
}

/** A visitor's question is at most 2,000 characters; nobody asks about more things than this at once. */
const maxTerms = 64
const maxQuestion = 4_000

/** Someone who is spoken to ("Bonjour Audrey, …", "…, Carole ?") is not what is asked about. */
const address =
  /(?<=^\s*(?:bonjour|bonsoir|salut|coucou|merci|hello|hi|hey|thanks|dear|ch[eè]re)\s+)\p{Lu}\p{Ll}+(?=\s*[,.!:\n])|(?<=, )\p{Lu}\p{Ll}+(?=\s*[?!.]*\s*$)/giu
const opensSentence = /(?:^|[.!?:…\n])[\s"«“(*-]*$/u

/** The distinct content words of a question, in order. When it has stop words only, those count. */
export function questionTerms(question: string): Term[] {
  const text = question.slice(0, maxQuestion).normalize('NFC').replace(address, ' ')
  const all = namedWords(text).flatMap(([word, named]) =>
    wordsOf(word).map(folded => {
      const word = sameMeaning(folded)
      const stem = stemWord(word)
      // "les deux" counts nothing, though it is the number that "2 fois" says.
      const empty = stopWords.has(folded) || (word.length === 1 && !/\d/.test(word))
      return { term: { word, stem, named, common: isCommonWord(stem) }, empty }
    }),
  )
  const content = all.filter(({ empty }) => !empty)
  const distinct = new Map<string, Term>()
  for (const { term } of content.length > 0 ? content : all) {
    if (distinct.size < maxTerms && !distinct.has(term.stem)) distinct.set(term.stem, term)
  }
  return [...distinct.values()]
}

/** Asks to be told the same again, otherwise: "je comprends pas", "tu peux résumer ?". Folded. */
const retelling =
  /^(?:compren\w*|compris|resum\w*|expli\w*|detail\w*|develop\w*|precis(?:e|er|ez)|simpl\w*|traduis\w*|reformul\w*|repet\w*|exemples?|understand\w*|summar\w*|examples?|elaborate|rephrase|repeat)$/

/** True when a question says what it is about: "quelle musique ?", not "combien de temps ?" or "tu peux résumer ?". */
export function saysSubject(question: string): boolean {
  return questionTerms(question).some(
    ({ word, common }) => !common && !stopWords.has(word) && !/^\d/.test(word) && !retelling.test(word),
  )
}

/** True when a title or heading is written with a name in it, Kajabi or WebP. */
export function holdsName(title: string): boolean {
  return namedWords(title).some(([word, named]) => named && !/\d/.test(word))
}

/** The words of a question, each with whether it is written like a name (Kajabi, WebP, SPF) or has a digit. */
function namedWords(text: string): [string, boolean][] {
  const written = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map(({ 0: word, index }) => ({
    word,
    opens: opensSentence.test(text.slice(Math.max(0, index - 12), index)),
  }))
  const inside = written.filter(({ opens }) => !opens)
  const capitals = inside.filter(({ word }) => /^\p{Lu}/u.test(word)).length
  // A question all in capitals names nothing.
  const capitalsTell = capitals <= 0.6 * inside.length
  const named = (word: string, opens: boolean) =>
    /\p{N}/u.test(word) ||
    (capitalsTell && (/^\p{L}*\p{Ll}\p{Lu}|^\p{Lu}{2}/u.test(word) || (!opens && /^\p{Lu}/u.test(word))))
  return written.map(({ word, opens }) => [word, named(word, opens)])
}
