import { asksCode } from './code.ts'
import { headingText, type PassageUnit, passageUnits } from './passage-units.ts'
import { type QuestionKind, questionKind } from './question-cues.ts'
import { questionTerms, type Term } from './question-terms.ts'
import { type Subject, subjectOf } from './subject.ts'
import { createTermMatcher } from './term-matcher.ts'
import type { TermMatch, WordForm } from './word-form.ts'

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
export interface UnitReading extends Omit<PassageUnit, 'forms'> {
  strengths: Strengths
  /** What the headings above it say, and what kind of question they ask. */
  heading: Strengths
  headingKind: QuestionKind
  /** True when a name stands in them or in the title: what is said there is said of that. */
  ofName: boolean
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
  match(form: WordForm): TermMatch | null
  /** What a text says of it that says nothing. */
  nothing: Strengths
  /** True when lines of code may answer it. */
  code: boolean
}

/** Reads a question; what it learns of a word is remembered as long as it is. */
export function askQuestion(question: string): AskedQuestion {
  const terms = questionTerms(question)
  return {
    kind: questionKind(question),
    terms,
    match: createTermMatcher(terms),
    nothing: terms.map(() => 0),
    code: asksCode(question),
  }
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

function readPassage(passage: ReadablePassage, asked: AskedQuestion): PassageReading {
  const title = strengthsOf(headingText(`${passage.title} ${passage.section ?? ''}`).forms, asked)
  const headings = new Map<string, ReturnType<typeof readHeading>>()
  const titled = headingText(passage.title).named
  const units: UnitReading[] = []
  const whole = [...title]
  for (const cut of passageUnits(passage.content.slice(0, maxContent), passage.section, asked.code)) {
    const { heading } = cut.unit
    let above = headings.get(heading)
    if (above === undefined) {
      above = readHeading(heading, titled, asked)
      headings.set(heading, above)
      raise(whole, above.heading)
    }
    const unit = readUnit(cut, above, asked)
    if (unit.matched > 0) raise(whole, unit.strengths)
    units.push(unit)
  }
  return { lexical: passage.lexical, units, title, whole }
}

function readHeading(text: string, titled: boolean, asked: AskedQuestion) {
  const { forms, kind, named } = headingText(text)
  return { heading: strengthsOf(forms, asked), headingKind: kind, ofName: titled || named }
}

function strengthsOf(forms: readonly WordForm[], { match, nothing }: AskedQuestion): Strengths {
  const strengths = [...nothing]
  for (const form of forms) {
    const found = match(form)
    if (found && found.strength > (strengths[found.term] ?? 0)) strengths[found.term] = found.strength
  }
  return strengths
}

/** `pairs`: terms that follow each other in the question and are at most four words apart here. */
function readUnit(
  cut: PassageUnit,
  above: ReturnType<typeof readHeading>,
  { match, nothing }: AskedQuestion,
): UnitReading {
  const { unit, words, forms, content, hollow, cues } = cut
  const { heading, headingKind, ofName } = above
  let strengths: number[] | undefined
  let matched = 0
  let pairs = 0
  let [lastTerm, lastAt] = [-1, -9]
  for (let at = 0; at < forms.length; at++) {
    const found = match(forms[at] as WordForm)
    if (found === null) continue
    const { term, strength } = found
    strengths ??= [...nothing]
    if (strength > (strengths[term] ?? 0)) strengths[term] = strength
    if (lastTerm >= 0 && Math.abs(term - lastTerm) === 1 && at - lastAt <= 4) pairs++
    matched++
    lastTerm = term
    lastAt = at
  }
  // Named one by one: spread, they would be copied twice, some thousand times a turn.
  return {
    unit,
    words,
    content,
    hollow,
    cues,
    heading,
    headingKind,
    ofName,
    strengths: strengths ?? nothing,
    matched,
    pairs,
  }
}

/** Makes `strengths` at least as strong as others, in place. */
function raise(strengths: number[], others: Strengths): void {
  for (let term = 0; term < strengths.length; term++) {
    const other = others[term] ?? 0
    if (other > (strengths[term] ?? 0)) strengths[term] = other
  }
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
