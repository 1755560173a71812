import { plainLanguage } from '../agents/language.ts'
import type { Language } from '../agents/persona.ts'
import { chooseQuotes, type Quote } from './choose-quotes.ts'
import { type QuestionPart, questionParts } from './question-parts.ts'
import { coverage, type Reading, readPassages } from './read-passages.ts'
import { scoreSentences } from './score-sentences.ts'
import type { Unit } from './sentences.ts'
import { supportOf, supportThreshold } from './support.ts'
import { withoutIntroduction } from './without-introduction.ts'

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
/** Share of the best passage's own score that a passage in the visitor's language needs to be told instead. */
const nearlyAsWell = 0.8
/** What a part needs beyond `supportThreshold`: how much the search found of it is only reckoned. */
const partMargin = 0.5

/**
 * Reads the passages beside the question and picks the quotes: for the question as a whole, and for what else it asks; where
 * the whole finds nothing, or only what the visitor told of herself, for each question that it is made of.
 * `language` is the visitor's, when it is known.
 */
export function readAnswer(
  message: string,
  passages: readonly QuotablePassage[],
  language?: Language,
): ReadAnswer {
  const question = withoutIntroduction(message)
  const whole = readQuestion(question, passages, language)
  const { parts: asked, tells } = questionParts(question, name => isWritten(name, passages))
  if (asked.length === 0) return whole
  const beside = whole.supported && tells && !saysOneOf(asked, whole.quotes[0])
  if (whole.supported && !beside && asked.length < 2) return whole
  const reading = readPassages(question, passages)
  const parts = asked
    .map(part => ({ part, ...readQuestion(part.text, weighFor(part.text, passages, reading), language) }))
    .filter(({ supported, support }) => supported && support >= supportThreshold + partMargin)
  if (parts.length === 0) return whole
  if (whole.supported && !beside) {
    const others = parts.filter(({ part }) => !part.leans).map(({ quotes }) => quotes.slice(0, 1))
    return { ...whole, quotes: withOthers(whole.quotes, others.flat()) }
  }
  const support = Math.max(...parts.map(part => part.support))
  return { supported: true, support, quotes: firstOfEach(parts.map(part => part.quotes)) }
}

/** A name as it is written, capitals and all: a visitor's Claire is no "claire". */
function isWritten(name: string, passages: readonly QuotablePassage[]): boolean {
  const written = new RegExp(`(?<![\\p{L}\\p{N}])${name}(?![\\p{L}\\p{N}])`, 'u')
  return passages.some(({ title, content }) => written.test(title) || written.test(content))
}

/** True for a quote that says a word of what is asked, itself, in its headings or its title; or where no word tells what that is. */
function saysOneOf(parts: readonly QuestionPart[], quote: FoundQuote | undefined): boolean {
  if (quote === undefined) return false
  const { title, section } = quote.passage
  const content = quote.units.flatMap(({ heading, text }) => [heading, text]).join('\n')
  return parts.some(({ own }) => {
    const { terms, passages } = readPassages(own, [{ title, section, content, lexical: 1 }])
    const telling = terms.flatMap(({ common }, at) => (common ? [] : [at]))
    return telling.length === 0 || telling.some(at => (passages[0]?.whole[at] ?? 0) > 0)
  })
}

function readQuestion(
  question: string,
  passages: readonly QuotablePassage[],
  language: Language | undefined,
): ReadAnswer {
  const read = passages.slice(0, maxPassages)
  const reading = readPassages(question, read)
  const chosen = chooseQuotes(reading, scoreSentences(reading))
  const support = supportOf(reading, chosen)
  const found = chosen.flatMap(quote => foundQuote(reading, read, quote))
  const own = inOwnWords(question, read, found[0], language)
  if (own) return own
  const quotes = inLanguage(found, language)
  return { supported: quotes.length > 0 && support >= supportThreshold, support, quotes }
}

/** What passages in the visitor's language answer, where the best quote is in another one and they answer nearly as well. */
function inOwnWords(
  question: string,
  passages: readonly QuotablePassage[],
  best: FoundQuote | undefined,
  language: Language | undefined,
): ReadAnswer | null {
  const spoken = best && plainLanguage(best.units.map(({ text }) => text).join('\n'))
  if (!best || !spoken || language === undefined || spoken === language) return null
  const own = passages.filter(({ content }) => plainLanguage(content) === language)
  // A passage in the one language may quote the other: then there is nothing to choose.
  if (own.length === 0 || own.length === passages.length) return null
  const answer = readQuestion(question, own, language)
  const lexical = answer.quotes[0]?.passage.lexical ?? 0
  return answer.supported && lexical >= nearlyAsWell * best.passage.lexical ? answer : null
}

/** Where the best quote is in the visitor's language, what others say in another one is mostly the same again. */
function inLanguage(quotes: readonly FoundQuote[], language: Language | undefined): FoundQuote[] {
  const languages = quotes.map(({ units }) => plainLanguage(units.map(({ text }) => text).join('\n')))
  if (language === undefined || languages[0] !== language) return [...quotes]
  return quotes.filter((_, at) => languages[at] === null || languages[at] === language)
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
export function weighFor<Weighed extends QuotablePassage>(
  part: string,
  passages: readonly Weighed[],
  whole: Reading,
): Weighed[] {
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
  return withOthers(
    [],
    answers.flatMap(quotes => quotes.slice(0, 1)),
  )
}

/** Quotes with those of `others` that hold nothing said already, after the best of them. */
function withOthers(quotes: readonly FoundQuote[], others: readonly FoundQuote[]): FoundQuote[] {
  const said = new Set(quotes.flatMap(({ units }) => units.map(({ text }) => text)))
  const added: FoundQuote[] = []
  for (const quote of others) {
    if (quote.units.some(({ text }) => said.has(text))) continue
    for (const { text } of quote.units) said.add(text)
    added.push(quote)
  }
  return [...quotes.slice(0, 1), ...added, ...quotes.slice(1)].slice(0, maxQuotes)
}
