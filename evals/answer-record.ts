import { detectLanguage } from '../server/agents/language.ts'
import type { Passage } from '../server/operations/search-knowledge.ts'
import { toSource } from '../server/turn/extractive-answer.ts'
import { readAnswer } from '../server/turn/read-answer.ts'
import type { AnswerRecord } from './scorers/answer.ts'

/** What a right answer holds: one of these files cited, one of these texts quoted. No file: nothing answers. */
export interface WantedAnswer {
  documents: string[]
  texts: string[]
}

/** Answers a question from passages and compares with what was wanted. */
export function answerRecord(
  question: string,
  passages: readonly Passage[],
  wanted: WantedAnswer,
): AnswerRecord {
  const { supported, support, quotes } = readAnswer(question, passages, detectLanguage(question, 'fr'))
  const sources = quotes.map(toSource)
  const right = sources.filter(source => wanted.documents.includes(source.document))
  return {
    answerable: wanted.documents.length > 0,
    answered: supported,
    support,
    goldCited: right.length > 0,
    spanQuoted:
      wanted.texts.length === 0
        ? null
        : right.some(({ quote }) => wanted.texts.some(text => flatten(quote).includes(flatten(text)))),
    verbatim: sources.every(({ document, quote }) =>
      passages.some(passage => passage.filename === document && passage.content.includes(quote)),
    ),
    words: supported ? sources.flatMap(({ quote }) => quote.match(/\S+/g) ?? []).length : 0,
  }
}

/** Case, Markdown's emphasis and white space do not tell texts apart. */
function flatten(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[*_`]/g, '').replace(/\s+/g, ' ')
}
