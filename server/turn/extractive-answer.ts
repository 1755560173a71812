import type { Formality, Source } from '../../contract/chat.ts'
import type { Language } from '../agents/persona.ts'
import { nothingMessage, quotingMessage } from './answer-message.ts'
import { markedStart } from './lines.ts'
import { quotedSource } from './quoted-source.ts'
import { type FoundQuote, type QuotablePassage, readAnswer } from './read-answer.ts'
import type { Unit } from './sentences.ts'

export interface ExtractiveAnswer {
  /** False when nothing found answers the question: the message then says so and offers a person. */
  supported: boolean
  /** Markdown; never empty. */
  message: string
  /** One for each quote, in the order of the message's [1], [2] …; empty when not supported. */
  sources: Source[]
}

/**
 * Answers without a language model: quotes, in their own words, the sentences that answer, from at most three passages,
 * with their sources; or says that nothing does. Pure, never throws, linear in the size of what it reads.
 */
export function composeExtractiveAnswer(input: {
  question: string
  passages: readonly QuotablePassage[]
  language: Language
  formality?: Formality | undefined
  /** How to reach a person: an address, a number, a page. */
  contact?: string | undefined
}): ExtractiveAnswer {
  const { language, formality, contact } = input
  const { supported, quotes } = readAnswer(input.question, input.passages, language)
  if (!supported) return { supported, message: nothingMessage(language, contact, formality), sources: [] }
  return { supported, message: quotingMessage(quotes, language, formality), sources: quotes.map(toSource) }
}

/** The source of what is quoted. */
export function toSource({ passage, units }: FoundQuote): Source {
  const { content } = passage
  return quotedSource(passage, content.slice(quoteStart(content, units), units.at(-1)?.end ?? 0))
}

/** A list is quoted with the number or bullet of its first item too, as of the others; an item alone without. */
function quoteStart(content: string, [first, ...others]: readonly Unit[]): number {
  if (first === undefined) return 0
  return first.kind === 'item' && others.length > 0 ? markedStart(content, first.start) : first.start
}
