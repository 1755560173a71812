import { foldText, wordsOf } from '../agents/fold-text.ts'
import { stemWord } from '../agents/stem-word.ts'
import { leastScore, questionLikeness } from './match-pairs.ts'
import { questionKind } from './question-cues.ts'
import { questionTerms } from './question-terms.ts'
import { sameMeaning } from './same-meaning.ts'

/** What is looked at of a pair. */
export interface CheckedPair {
  owner: string
  questions: readonly string[]
  answer: string
}

/** Two pairs of which one message asks for both. */
export interface PairOverlap<Pair extends CheckedPair> {
  /** `contradiction`: with different answers; `repetition`: with the same one. */
  kind: 'contradiction' | 'repetition'
  one: Pair
  other: Pair
  /** The most alike ways to ask for them, and how alike, 0..1. */
  questions: [string, string]
  score: number
}

/** A question with its pair, by place. */
interface Way {
  pair: number
  question: string
}

/**
 * The pairs of which one may be given for the other, contradictions first: same specialist, or one of them everybody's, and
 * questions that matchPairs() takes for the same (alike by `least`). Only questions that share a word are compared. Pure.
 */
export function checkPairs<Pair extends CheckedPair>(
  pairs: readonly Pair[],
  least: number = leastScore,
): PairOverlap<Pair>[] {
  const ways = new Map<string, Way[]>()
  const found = new Map<string, PairOverlap<Pair>>()
  for (const [place, pair] of pairs.entries()) {
    for (const question of pair.questions) {
      const compared = new Set<Way>()
      for (const key of keysOf(question)) {
        for (const way of ways.get(key) ?? []) if (way.pair !== place) compared.add(way)
      }
      for (const way of compared) note(found, pairs, [way, { pair: place, question }], least)
      for (const key of keysOf(question)) ways.set(key, [...(ways.get(key) ?? []), { pair: place, question }])
    }
  }
  return [...found.values()].sort(
    (one, other) => Number(one.kind === 'repetition') - Number(other.kind === 'repetition'),
  )
}

/** What questions that ask for the same have in common: the stem of a word that carries meaning; else of any; the price. */
function keysOf(question: string): Set<string> {
  const terms = questionTerms(question).map(({ stem }) => stem)
  const price = questionKind(question) === 'price' ? ['#price'] : []
  const few = terms.length < 2 ? wordsOf(question).map(sameMeaning).map(stemWord) : []
  return new Set([...terms, ...price, ...few])
}

function note<Pair extends CheckedPair>(
  found: Map<string, PairOverlap<Pair>>,
  pairs: readonly Pair[],
  [one, other]: [Way, Way],
  least: number,
): void {
  const [first, second] = [pairs[one.pair], pairs[other.pair]]
  if (!first || !second || !seenTogether(first.owner, second.owner)) return
  const score = questionLikeness(one.question, other.question)
  const key = `${one.pair} ${other.pair}`
  if (score < least || score <= (found.get(key)?.score ?? 0)) return
  const kind = foldText(first.answer) === foldText(second.answer) ? 'repetition' : 'contradiction'
  found.set(key, { kind, one: first, other: second, questions: [one.question, other.question], score })
}

function seenTogether(one: string, other: string): boolean {
  return one === other || one === 'shared' || other === 'shared'
}
