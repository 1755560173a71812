import { asksCode } from './code.ts'
import { headingText, type PassageUnit, passageUnits } from './passage-units.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { questionTerms, type Term } from './question-terms.ts'
import type { Unit } from './sentences.ts'
import { type Subject, subjectOf } from './subject.ts'
import { createTermMatcher, type TermMatch } from './term-matcher.ts'

/** What reading needs of a passage. */
export interface ReadablePassage {
  content: string
  title: string
  section: string | null
  /** How much of the question the search found in it, 0..1. */
  lexical: number
}

/** How well a text says each term of the question, 0..1, in the order of the terms. */
export type Strengths = readonly number[]

/** A unit of a passage beside the question. */
export interface UnitReading {
  unit: Unit
  /** Its folded words. */
  words: readonly string[]
  strengths: Strengths
  /** What the headings above it say, and what kind of question they ask. */
  heading: Strengths
  headingKind: QuestionKind
  /** True when a name stands in them or in the title: what is said there is said of that. */
  ofName: boolean
  /** How many of its words say a term of the question … */
  matched: number
  /** … and how many are no stop words. */
  content: number
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
  subject: Subject
  /** Share of the question each term is worth; they add up to 1. */
  weights: number[]
  passages: PassageReading[]
}

/** Longest content read of one passage, in UTF-16 units: a chunk is about 2,000. */
const maxContent = 12_000

/** A question as passages are read beside it. Read once, it may be held beside any number of them. */
export interface AskedQuestion {
  kind: QuestionKind
  terms: Term[]
  match(word: string): TermMatch | null
  /** True when lines of code may answer it. */
  code: boolean
}

/** Reads a question; what it learns of a word is remembered as long as it is. */
export function askQuestion(question: string): AskedQuestion {
  const terms = questionTerms(question)
  return { kind: questionKind(question), terms, match: createTermMatcher(terms), code: asksCode(question) }
}

/** Reads passages beside a question: their units, and which of the question's words each says. */
export function readPassages(
  question: string | AskedQuestion,
  passages: readonly ReadablePassage[],
): Reading {
  const asked = typeof question === 'string' ? askQuestion(question) : question
  const { kind, terms } = asked
  const read = passages.map(passage => readPassage(passage, asked))
  return { kind, terms, subject: subjectOf(kind, terms), weights: termWeights(terms, read), passages: read }
}

function readPassage(passage: ReadablePassage, { terms, match, code }: AskedQuestion): PassageReading {
  const size = terms.length
  const { words } = headingText(`${passage.title} ${passage.section ?? ''}`)
  const title = strengthsOf(words.map(match), size)
  const headings = new Map<string, ReturnType<typeof readHeading>>()
  const titled = headingText(passage.title).named
  const units = passageUnits(passage.content.slice(0, maxContent), passage.section, code).map(cut => {
    const { heading } = cut.unit
    const above = headings.get(heading) ?? readHeading(heading, titled, size, match)
    headings.set(heading, above)
    return readUnit(cut, above, size, match)
  })
  const said = units.map((unit): [Strengths, number] => [unit.strengths, 1])
  const announced = [...headings.values()].map(({ heading }): [Strengths, number] => [heading, 1])
  return { lexical: passage.lexical, units, title, whole: strongest([[title, 1], ...said, ...announced]) }
}

function readHeading(text: string, titled: boolean, size: number, match: AskedQuestion['match']) {
  const { words, kind, named } = headingText(text)
  return { heading: strengthsOf(words.map(match), size), headingKind: kind, ofName: titled || named }
}

function readUnit(
  cut: PassageUnit,
  above: ReturnType<typeof readHeading>,
  size: number,
  match: AskedQuestion['match'],
): UnitReading {
  const found = cut.words.map(match)
  return {
    ...cut,
    ...above,
    strengths: strengthsOf(found, size),
    matched: found.reduce((sum, term) => sum + (term ? 1 : 0), 0),
    pairs: closePairs(found),
  }
}

function strengthsOf(found: readonly (TermMatch | null)[], size: number): Strengths {
  const strengths = new Array<number>(size).fill(0)
  for (const match of found) {
    if (match && match.strength > (strengths[match.term] ?? 0)) strengths[match.term] = match.strength
  }
  return strengths
}

/** Terms that follow each other in the question and are at most four words apart here. */
function closePairs(found: readonly (TermMatch | null)[]): number {
  let pairs = 0
  let previous = { term: -1, at: -9 }
  found.forEach((match, at) => {
    if (!match) return
    if (previous.term >= 0 && Math.abs(match.term - previous.term) === 1 && at - previous.at <= 4) pairs++
    previous = { term: match.term, at }
  })
  return pairs
}

/** The best of several strengths for each term, each discounted by its factor. */
export function strongest(parts: readonly [Strengths, number][]): Strengths {
  const best: number[] = []
  for (const [strengths, factor] of parts) {
    for (let term = 0; term < strengths.length; term++) {
      const strength = (strengths[term] ?? 0) * factor
      const most = best[term]
      if (most === undefined || strength > most) best[term] = strength
    }
  }
  return best
}

/** Share of the question that is said, 0..1. */
export function coverage(strengths: Strengths, weights: readonly number[]): number {
  let sum = 0
  for (let term = 0; term < strengths.length; term++) sum += (strengths[term] ?? 0) * (weights[term] ?? 0)
  return sum
}

/**
 * What each term is worth: its rarity among the passages (idf), plus a constant so that the subject itself, which
 * every passage names, still counts. Names and numbers are worth more: an answer about another one is no answer.
 * Common words are worth little: few passages may have them, and yet they tell nothing.
 */
function termWeights(terms: readonly Term[], passages: readonly PassageReading[]): number[] {
  const raw = terms.map((term, index) => {
    const found = passages.reduce((sum, passage) => sum + (passage.whole[index] ?? 0), 0)
    return (
      (0.3 + Math.log((passages.length + 1) / (found + 0.5))) * (term.named ? 1.3 : term.common ? 0.2 : 1)
    )
  })
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return raw.map(weight => weight / total)
}
