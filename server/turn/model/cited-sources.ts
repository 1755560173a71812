import type { Source } from '../../../contract/chat.ts'
import { chooseQuotes, limits } from '../choose-quotes.ts'
import { toSource } from '../extractive-answer.ts'
import type { QuotablePassage } from '../read-answer.ts'
import { type AskedQuestion, readPassages } from '../read-passages.ts'
import { scoreSentences } from '../score-sentences.ts'
import { splitUnits, type Unit } from '../sentences.ts'
import type { Citation } from './citations.ts'

/** One quote a source, short enough to be read beside the answer. */
const bounds = { ...limits, passages: 1, quotes: 1, words: 60, listWords: 90 }
/** Longest text looked for in a passage: a passage may be cited by every sentence of an answer. */
const longestClaim = 800

/**
 * The sources of an answer: one a citation, in the order of its numbers. The quote is what supports the sentences that
 * cite it best, word for word; where nothing of them stands there in the same words (an answer in another language),
 * what answers the question, else how the passage begins.
 */
export function citedSources(
  citations: readonly Citation[],
  passages: readonly QuotablePassage[],
  question: string | AskedQuestion,
): Source[] {
  return citations.flatMap(({ passage: at, sentences }) => {
    const passage = passages[at]
    return passage ? [sourceFor(passage, [sentences.join('\n').slice(0, longestClaim), question])] : []
  })
}

/** The source of a passage: its quote is what supports the first of `claims` that anything in it supports. */
function sourceFor(passage: QuotablePassage, claims: readonly (string | AskedQuestion)[]): Source {
  for (const claim of claims) {
    const units = unitsFor(claim, passage)
    if (units.length > 0) return toSource({ passage, units })
  }
  const first = splitUnits(passage.content, passage.section).at(0) ?? wholeUnit(passage.content)
  return toSource({ passage, units: [first] })
}

function unitsFor(claim: string | AskedQuestion, passage: QuotablePassage): Unit[] {
  const reading = readPassages(claim, [passage])
  const [quote] = chooseQuotes(reading, scoreSentences(reading), bounds)
  const units = quote && reading.passages[0]?.units.slice(quote.from, quote.to + 1)
  return units?.map(({ unit }) => unit) ?? []
}

/** A passage without a sentence (a table of figures, a lone heading) is quoted by its beginning. */
function wholeUnit(content: string): Unit {
  const text = content.slice(0, 200)
  return {
    start: 0,
    end: text.length,
    text,
    kind: 'text',
    block: 0,
    heading: '',
    under: '',
    lead: null,
    cut: false,
  }
}
