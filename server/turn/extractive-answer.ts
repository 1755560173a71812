import type { Source } from '../../contract/chat.ts'
import type { Language } from '../agents/persona.ts'
import { nothingMessage, quotingMessage } from './answer-message.ts'
import { chooseQuotes, type Quote } from './choose-quotes.ts'
import { type PassageReading, readPassages } from './read-passages.ts'
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

/** More passages than this are not read. */
const maxPassages = 20

/**
 * Answers without a language model: quotes, word for word, the sentences that answer, from at most three passages,
 * with their sources; or says that nothing does. Pure, never throws, linear in the size of what it reads.
 */
export function composeExtractiveAnswer(input: {
  question: string
  passages: readonly QuotablePassage[]
  language: Language
  /** How to reach a person: an address, a number, a page. */
  contact?: string
}): ExtractiveAnswer {
  const passages = input.passages.slice(0, maxPassages)
  const reading = readPassages(input.question, passages)
  const quotes = chooseQuotes(reading, scoreSentences(reading))
  if (quotes.length === 0 || supportOf(reading, quotes) < supportThreshold) {
    return { supported: false, message: nothingMessage(input.language, input.contact), sources: [] }
  }
  const found = quotes.flatMap(quote => {
    const passage = passages[quote.passage]
    const read = reading.passages[quote.passage]
    return passage && read ? [{ passage, units: quotedUnits(read, quote) }] : []
  })
  return {
    supported: true,
    message: quotingMessage(
      found.map(({ passage, units }) => ({ content: passage.content, units })),
      input.language,
    ),
    sources: found.map(({ passage, units }) =>
      toSource(passage, units.at(0)?.start ?? 0, units.at(-1)?.end ?? 0),
    ),
  }
}

function quotedUnits(passage: PassageReading, { from, to }: Quote) {
  return passage.units.slice(from, to + 1).map(({ unit }) => unit)
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
