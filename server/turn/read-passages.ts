import { wordsOf } from '../agents/fold-text.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { questionTerms, type Term } from './question-terms.ts'
import { splitUnits, type Unit } from './sentences.ts'
import { createTermMatcher, type TermMatch } from './term-matcher.ts'

/** What reading needs of a passage. */
export interface ReadablePassage {
  content: string
  title: string
  section: string | null
  /** How much of the question the search found in it, 0..1. */
  lexical: number
}

/** Which terms of the question a text says, and how well: index of the term → 0..1. */
export type Strengths = ReadonlyMap<number, number>

/** A unit of a passage beside the question. */
export interface UnitReading {
  unit: Unit
  /** Its folded words. */
  words: string[]
  strengths: Strengths
  /** What the headings above it say, and what kind of question they ask. */
  heading: Strengths
  headingKind: QuestionKind
  /** How many of its words say a term of the question. */
  matched: number
  /** Neighbouring terms of the question that are close together here too. */
  pairs: number
}

export interface PassageReading {
  lexical: number
  units: UnitReading[]
  /** What its title and its headings say. */
  title: Strengths
  /** What any of it says. */
  whole: Strengths
}

export interface Reading {
  kind: QuestionKind
  terms: Term[]
  /** Share of the question each term is worth; they add up to 1. */
  weights: number[]
  passages: PassageReading[]
}

/** Longest content read of one passage, in UTF-16 units: a chunk is about 2,000. */
const maxContent = 12_000

/** Reads passages beside a question: their units, and which of the question's words each says. */
export function readPassages(question: string, passages: readonly ReadablePassage[]): Reading {
  const terms = questionTerms(question)
  const match = createTermMatcher(terms)
  const read = passages.map(passage => readPassage(passage, match))
  return { kind: questionKind(question), terms, weights: termWeights(terms, read), passages: read }
}

type Match = (word: string) => TermMatch | null

function readPassage(passage: ReadablePassage, match: Match): PassageReading {
  const title = strengthsOf(wordsOf(`${passage.title} ${passage.section ?? ''}`), match)
  const headings = new Map<string, { heading: Strengths; headingKind: QuestionKind }>()
  const units = splitUnits(passage.content.slice(0, maxContent), passage.section).map(unit => {
    const words = wordsOf(unit.text)
    const above = headings.get(unit.heading) ?? readHeading(unit.heading, match)
    headings.set(unit.heading, above)
    const matched = words.filter(match).length
    return {
      unit,
      words,
      strengths: strengthsOf(words, match),
      ...above,
      matched,
      pairs: closePairs(words, match),
    }
  })
  const parts = units.flatMap((unit): [Strengths, number][] => [
    [unit.strengths, 1],
    [unit.heading, 1],
  ])
  return { lexical: passage.lexical, units, title, whole: strongest([[title, 1], ...parts]) }
}

function readHeading(text: string, match: Match) {
  return { heading: strengthsOf(wordsOf(text), match), headingKind: questionKind(text) }
}

function strengthsOf(words: readonly string[], match: Match): Strengths {
  const strengths = new Map<number, number>()
  for (const word of words) {
    const found = match(word)
    if (found && found.strength > (strengths.get(found.term) ?? 0)) strengths.set(found.term, found.strength)
  }
  return strengths
}

/** Terms that follow each other in the question and are at most four words apart here. */
function closePairs(words: readonly string[], match: Match): number {
  let pairs = 0
  let previous = { term: -1, at: -9 }
  words.forEach((word, at) => {
    const found = match(word)
    if (!found) return
    if (previous.term >= 0 && Math.abs(found.term - previous.term) === 1 && at - previous.at <= 4) pairs++
    previous = { term: found.term, at }
  })
  return pairs
}

/** The best of several strengths for each term, each discounted by its factor. */
export function strongest(parts: readonly [Strengths, number][]): Strengths {
  const best = new Map<number, number>()
  for (const [strengths, factor] of parts) {
    for (const [term, strength] of strengths) {
      if (strength * factor > (best.get(term) ?? 0)) best.set(term, strength * factor)
    }
  }
  return best
}

/** Share of the question that is said, 0..1. */
export function coverage(strengths: Strengths, weights: readonly number[]): number {
  let sum = 0
  for (const [term, strength] of strengths) sum += strength * (weights[term] ?? 0)
  return sum
}

/**
 * What each term is worth: its rarity among the passages (idf), plus a constant so that the subject itself, which
 * every passage names, still counts. Names and numbers are worth more: an answer about another one is no answer.
 */
function termWeights(terms: readonly Term[], passages: readonly PassageReading[]): number[] {
  const raw = terms.map((term, index) => {
    const found = passages.reduce((sum, passage) => sum + (passage.whole.get(index) ?? 0), 0)
    return (0.3 + Math.log((passages.length + 1) / (found + 0.5))) * (term.named ? 1.3 : 1)
  })
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return raw.map(weight => weight / total)
}
