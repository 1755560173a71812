import type { Source } from '../../contract/chat.ts'
import type { Language } from '../agents/persona.ts'
import { nothingMessage, type QuotedUnits, quotingMessage } from './answer-message.ts'
import { chooseQuotes, type Quote } from './choose-quotes.ts'
import { readPassages, type UnitReading } from './read-passages.ts'
import { scoreSentences } from './score-sentences.ts'
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

export interface ExtractiveAnswer {
  /** False when nothing found answers the question: the message then says so and offers a person. */
  supported: boolean
  /** Markdown; never empty. */
  message: string
  /** One for each quote, in the order of the message's [1], [2] …; empty when not supported. */
  sources: Source[]
}

/** More are not read: ten answer as well as twenty (evals/answers.ts), in half the time. */
const maxPassages = 10

/** What to quote, before it is decided whether to answer: evals look at `support` and the withheld quotes. */
export interface ReadAnswer {
  supported: boolean
  support: number
  sources: Source[]
  quoted: QuotedUnits[]
}

/** Reads the passages beside the question and picks the quotes. */
export function readAnswer(question: string, passages: readonly QuotablePassage[]): ReadAnswer {
  const read = passages.slice(0, maxPassages)
  const reading = readPassages(question, read)
  const quotes = chooseQuotes(reading, scoreSentences(reading))
  const support = supportOf(reading, quotes)
  const found = quotes.flatMap(quote => {
    const passage = read[quote.passage]
    const units = reading.passages[quote.passage]?.units
    return passage && units ? [{ passage, units: quotedUnits(units, quote) }] : []
  })
  return {
    supported: found.length > 0 && support >= supportThreshold,
    support,
    sources: found.map(({ passage, units }) =>
      toSource(passage, units.at(0)?.start ?? 0, units.at(-1)?.end ?? 0),
    ),
    quoted: found.map(({ passage: { content, section }, units }) => ({ content, section, units })),
  }
}

/**
 * Answers without a language model: quotes, word for word, the sentences that answer, from at most three passages,
 * with their sources; or says that nothing does. Pure, never throws, linear in the size of what it reads.
 */
export function composeExtractiveAnswer(input: {
  question: string
  passages: readonly QuotablePassage[]
  language: Language
  /** How to reach a person: an address, a number, a page. */
  contact?: string | undefined
}): ExtractiveAnswer {
  const { supported, sources, quoted } = readAnswer(input.question, input.passages)
  return supported
    ? { supported, message: quotingMessage(quoted, input.language), sources }
    : { supported, message: nothingMessage(input.language, input.contact), sources: [] }
}

function quotedUnits(units: readonly UnitReading[], { from, to }: Quote) {
  return units.slice(from, to + 1).map(({ unit }) => unit)
}

/** Absent members are left out, and so is an address that a browser could run. */
function toSource(passage: QuotablePassage, start: number, end: number): Source {
  const { filename, title, section, page, url } = passage
  return {
    document: filename,
    title,
    ...(section ? { section } : {}),
    ...(page ? { page } : {}),
    ...(url && /^https?:\/\//i.test(url) ? { url } : {}),
    quote: passage.content.slice(start, end),
  }
}
