import { stemWord } from '../agents/stem-word.ts'
import { remember } from './remember.ts'
import { sameMeaning } from './same-meaning.ts'

/** How well a word of a document says a term of the question: index of the term and strength in 0..1. */
export type TermMatch = { term: number; strength: number }

/** A folded word, and what it is compared by. Those who hold one may hold the same one: it is not to be changed. */
export interface WordForm {
  word: string
  /** The word that stands for all those of its meaning. */
  same: string
  stem: string
  /** Where its trigrams fall in `gramSlots` slots, one number a trigram; empty where no spelling but its own counts. */
  slots: readonly number[]
  /** What the question that asked last made of it: one is read beside a thousand words, of which each comes often. */
  asked: object | null
  found: TermMatch | null
}

/** Words longer than this are never typed by hand; only their beginning is compared. UTF-16 units. */
const maxFuzzyLength = 32
/** Words that are remembered: those of some two hundred passages, about 3 MB. */
const most = 8000

/** A power of two: few trigrams of a question share a slot with others. */
export const gramSlots = 1024

/** The form of a folded word. */
export const wordForm = remember(most, (word): WordForm => {
  const slots = isFuzzy(word) ? trigrams(word).map(slotOf) : []
  return { word, same: sameMeaning(word), stem: stemWord(word), slots, asked: null, found: null }
})

/** Whether a word may be misspelt, and still be known. */
export function isFuzzy(word: string): boolean {
  return word.length > 3 && !/\d/.test(word)
}

/** The trigrams of a word with its borders, in order. */
export function trigrams(word: string): string[] {
  const padded = `_${word.slice(0, maxFuzzyLength)}_`
  const grams: string[] = []
  for (let start = 0; start + 3 <= padded.length; start++) grams.push(padded.slice(start, start + 3))
  return grams
}

/** The slot of a trigram: 0 … gramSlots - 1. */
export function slotOf(gram: string): number {
  const mixed = gram.charCodeAt(0) * 961 + gram.charCodeAt(1) * 31 + gram.charCodeAt(2)
  return mixed & (gramSlots - 1)
}
