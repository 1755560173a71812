import { stemWord } from '../agents/stem-word.ts'
import type { Term } from './question-terms.ts'
import { remember } from './remember.ts'
import { sameMeaning } from './same-meaning.ts'

/** How well a word of a document says a term of the question: index of the term and strength in 0..1. */
export type TermMatch = { term: number; strength: number }

/** Words longer than this are never typed by hand; only their beginning is compared. */
const maxFuzzyLength = 32
const leastDice = 0.68
/** Words whose forms are remembered: those of some two hundred passages, about 4 MB. */
const most = 8000

/**
 * Matches folded words against question terms: the same word 1, the same stem 0.95, else what their character
 * trigrams share (Dice), which catches typos and relatives the stemmer misses. Numbers and words of three
 * letters must be the same. Each distinct word is compared once.
 */
export function createTermMatcher(terms: readonly Term[]): (word: string) => TermMatch | null {
  const byWord = new Map(terms.map((term, index) => [term.word, index]))
  const byStem = new Map(terms.map((term, index) => [term.stem, index]))
  const grams = terms.map(term => trigrams(term.word))
  const owners = new Map<string, number[]>()
  const sizes = grams.map(list => list.length)
  grams.forEach((list, index) => {
    if (!fuzzy(terms[index]?.word ?? '')) return
    for (const gram of new Set(list)) owners.set(gram, [...(owners.get(gram) ?? []), index])
  })
  const cache = new Map<string, TermMatch | null>()

  function compare(word: string): TermMatch | null {
    const same = byWord.get(sameMeaning(word))
    if (same !== undefined) return { term: same, strength: 1 }
    const { stem, grams } = formOf(word)
    const related = byStem.get(stem)
    if (related !== undefined && word.length > 2) return { term: related, strength: 0.95 }
    return closest(grams, sizes, owners)
  }

  return word => {
    const known = cache.get(word)
    if (known !== undefined) return known
    const match = compare(word)
    cache.set(word, match)
    return match
  }
}

/** What a word of a document is compared by: its stem, and its trigrams where it may be misspelt. */
const formOf = remember(most, word => ({
  stem: stemWord(word),
  grams: fuzzy(word) ? trigrams(word) : [],
}))

function fuzzy(word: string): boolean {
  return word.length > 3 && !/\d/.test(word)
}

function trigrams(word: string): string[] {
  const padded = `_${word.slice(0, maxFuzzyLength)}_`
  const grams: string[] = []
  for (let start = 0; start + 3 <= padded.length; start++) grams.push(padded.slice(start, start + 3))
  return grams
}

/** The term that shares most trigrams with a word, by Dice's coefficient 2·|A∩B| / (|A|+|B|). */
function closest(
  grams: readonly string[],
  sizes: readonly number[],
  owners: ReadonlyMap<string, number[]>,
): TermMatch | null {
  let shared: Map<number, number> | undefined
  for (const gram of grams) {
    const found = owners.get(gram)
    if (found === undefined) continue
    shared ??= new Map()
    for (const term of found) shared.set(term, (shared.get(term) ?? 0) + 1)
  }
  if (shared === undefined) return null
  let best: TermMatch | null = null
  for (const [term, count] of shared) {
    const size = sizes[term] ?? 0
    const dice = (2 * Math.min(count, size)) / (grams.length + size)
    if (dice >= leastDice && dice > (best?.strength ?? 0)) best = { term, strength: dice * 0.9 }
  }
  return best
}
