import type { Term } from './question-terms.ts'
import { gramSlots, isFuzzy, slotOf, type TermMatch, trigrams, type WordForm } from './word-form.ts'

const leastDice = 0.68

/**
 * Matches folded words against question terms: the same word 1, the same stem 0.95, else what their character
 * trigrams share (Dice), which catches typos and relatives the stemmer misses. Numbers and words of three
 * letters must be the same.
 */
export function createTermMatcher(terms: readonly Term[]): (form: WordForm) => TermMatch | null {
  const byWord = new Map(terms.map((term, index) => [term.word, index]))
  const byStem = new Map(terms.map((term, index) => [term.stem, index]))
  const closest = createClosest(terms)

  function compare(form: WordForm): TermMatch | null {
    const same = byWord.get(form.same)
    if (same !== undefined) return { term: same, strength: 1 }
    const related = byStem.get(form.stem)
    if (related !== undefined && form.word.length > 2) return { term: related, strength: 0.95 }
    return closest(form)
  }
  const self = {}
  return form => {
    if (form.asked !== self) {
      form.found = compare(form)
      form.asked = self
    }
    return form.found
  }
}

/** The term that shares most trigrams with a word, by Dice's coefficient 2·|A∩B| / (|A|+|B|). */
function createClosest(terms: readonly Term[]): (form: WordForm) => TermMatch | null {
  const sizes = terms.map(({ word }) => trigrams(word).length)
  const owners = new Map<string, number[]>()
  const slots = new Uint8Array(gramSlots)
  let shortest = Number.POSITIVE_INFINITY
  for (const [index, { word }] of terms.entries()) {
    if (!isFuzzy(word)) continue
    shortest = Math.min(shortest, sizes[index] ?? 0)
    for (const gram of new Set(trigrams(word))) {
      owners.set(gram, [...(owners.get(gram) ?? []), index])
      slots[slotOf(gram)] = 1
    }
  }

  /** False for a word that is like no term, whatever its trigrams are: too few fall where one of a term's does. */
  function mayBeLike({ slots: own }: WordForm): boolean {
    let shared = 0
    for (let at = 0; at < own.length; at++) shared += slots[own[at] ?? 0] ?? 0
    return 2 * shared >= (leastDice - 0.001) * (own.length + shortest)
  }

  return form => {
    if (form.slots.length === 0 || !mayBeLike(form)) return null
    const grams = trigrams(form.word)
    const shared = new Map<number, number>()
    for (const gram of grams) {
      for (const term of owners.get(gram) ?? []) shared.set(term, (shared.get(term) ?? 0) + 1)
    }
    let best: TermMatch | null = null
    for (const [term, count] of shared) {
      // The first letter of a name is seldom mistyped: an iPhone is no phone.
      if (terms[term]?.named && terms[term].word[0] !== form.word[0]) continue
      const size = sizes[term] ?? 0
      const dice = (2 * Math.min(count, size)) / (grams.length + size)
      if (dice >= leastDice && dice > (best?.strength ?? 0)) best = { term, strength: dice * 0.9 }
    }
    return best
  }
}
