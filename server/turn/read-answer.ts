import { chooseQuotes, type Quote } from './choose-quotes.ts'
import { questionParts } from './question-parts.ts'
import { coverage, type Reading, readPassages } from './read-passages.ts'
import { scoreSentences } from './score-sentences.ts'
import type { Unit } from './sentences.ts'
import { supportOf, supportThreshold } from './support.ts'

/** A passage as the search gives it: best first. */
export interface QuotablePassage {
  filename: string
  title: string
  section: string | null
  page: number | null
  url: string | null
  content: string
  lexical: number
}

/** Whole units of a passage, to be quoted together. */
export interface FoundQuote {
  passage: QuotablePassage
  units: Unit[]
}

/** What to quote, before it is decided whether to answer: evals look at `support` and the withheld quotes. */
export interface ReadAnswer {
  supported: boolean
  support: number
  quotes: FoundQuote[]
}

/** More are not read: ten answer as well as twenty (`npm run eval -- answers`), in half the time. */
export const maxPassages = 10
const maxQuotes = 3
/** What a part needs beyond `supportThreshold`: how much the search found of it is only reckoned. */
const partMargin = 0.5

/**
 * Reads the passages beside the question and picks the quotes: for the question as a whole, else for each of those
 * it is made of.
 */
export function readAnswer(question: string, passages: readonly QuotablePassage[]): ReadAnswer {
  const whole = readQuestion(question, passages)
  if (whole.supported) return whole
  const asked = questionParts(question)
  if (asked.length === 0) return whole
  const reading = readPassages(question, passages)
  const parts = asked
    .map(part => readQuestion(part, weighFor(part, passages, reading)))
    .filter(part => part.supported && part.support >= supportThreshold + partMargin)
  if (parts.length === 0) return whole
  const support = Math.max(...parts.map(part => part.support))
  return { supported: true, support, quotes: firstOfEach(parts.map(part => part.quotes)) }
}

function readQuestion(question: string, passages: readonly QuotablePassage[]): ReadAnswer {
  const read = passages.slice(0, maxPassages)
  const reading = readPassages(question, read)
  const chosen = chooseQuotes(reading, scoreSentences(reading))
  const support = supportOf(reading, chosen)
  const quotes = chosen.flatMap(quote => foundQuote(reading, read, quote))
  return { supported: quotes.length > 0 && support >= supportThreshold, support, quotes }
}

function foundQuote(reading: Reading, read: readonly QuotablePassage[], quote: Quote): FoundQuote[] {
  const passage = read[quote.passage]
  const units = reading.passages[quote.passage]?.units.slice(quote.from, quote.to + 1)
  return passage && units ? [{ passage, units: units.map(({ unit }) => unit) }] : []
}

/**
 * The passages for a part of the question, best first. The search weighed them for the whole: what it found of the
 * whole is shared out by how much of the part, and of the whole, each passage says.
 */
function weighFor(part: string, passages: readonly QuotablePassage[], whole: Reading): QuotablePassage[] {
  const reading = readPassages(part, passages)
  const said = ({ passages: read, weights }: Reading, at: number) => coverage(read[at]?.whole ?? [], weights)
  const weighed = passages.map((passage, at) => {
    const share = said(reading, at) / Math.max(0.01, said(whole, at))
    const most = Math.max(passage.lexical, said(reading, at))
    return { ...passage, lexical: Math.min(1, most, passage.lexical * share) }
  })
  return weighed.sort((one, other) => other.lexical - one.lexical)
}

/** The best quote of each answer, but for one that holds what another says already; all of a lone answer's. */
function firstOfEach(answers: readonly FoundQuote[][]): FoundQuote[] {
  if (answers.length === 1) return answers[0] ?? []
  const taken: FoundQuote[] = []
  for (const quote of answers.flatMap(quotes => quotes.slice(0, 1))) {
    const said = new Set(taken.flatMap(({ units }) => units.map(({ text }) => text)))
    if (taken.length < maxQuotes && !quote.units.some(({ text }) => said.has(text))) taken.push(quote)
  }
  return taken
}
