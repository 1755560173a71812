import { detectLanguage } from '../../server/agents/language.ts'
import { composeExtractiveAnswer } from '../../server/turn/extractive-answer.ts'
import { answerRecord } from '../answer-record.ts'
import { errorOf, type Figure, measured, promise, type SetResult, shareOf } from '../figure.ts'
import type { RetrievalQuestion } from '../load-retrieval-set.ts'
import type { Corpus } from '../open-corpus.ts'
import { publishedFigures } from '../published-figures.ts'
import { type AnswerMeasures, type AnswerRecord, measureAnswers } from '../scorers/answer.ts'
import { keepsLanguage } from '../scorers/kept-language.ts'
import { mean, percentile } from '../scorers/ranking.ts'
import type { Suite } from '../suite.ts'

const searched = 20

export const answersSuite: Suite = {
  name: 'answers',
  title: 'Answers without a language model',
  about:
    'A right document cited, a right text inside the quotes, refusal of what no document answers, quotes verbatim, our own words in the language of the question (French, English). A refused question cites and quotes nothing. Milliseconds to compose an answer from its passages.',
  sets: () => [],
  scoreCorpus,
}

/** One question answered from what was found. */
export interface AnsweredQuestion {
  record: AnswerRecord
  /** Whether our own words are in the language of the question; null where that is not French or English. */
  languageKept: boolean | null
  milliseconds: number
}

async function scoreCorpus(corpus: Corpus): Promise<SetResult> {
  const { set } = corpus
  const answered: AnsweredQuestion[] = []
  for (const question of [...set.questions, ...set.unanswerable])
    answered.push(await answerQuestion(corpus, question))
  return {
    suite: 'answers',
    set: set.name,
    size: `${set.questions.length} / ${set.unanswerable.length}`,
    fingerprint: set.fingerprint,
    figures: answerFigures(answered, publishedFigures(set.name).auroc),
    notes: [],
  }
}

async function answerQuestion(
  { search, idOf }: Corpus,
  { question, lang, gold, answers }: RetrievalQuestion,
): Promise<AnsweredQuestion> {
  const { passages } = await search(question, searched)
  const begun = performance.now()
  const language = detectLanguage(question, 'fr')
  const { message } = composeExtractiveAnswer({ question, passages, language })
  const milliseconds = performance.now() - begun
  const documents = passages.filter(passage => gold.includes(idOf(passage))).map(({ filename }) => filename)
  return {
    record: {
      ...answerRecord(question, passages, { documents, texts: answers ?? [] }),
      answerable: gold.length > 0,
    },
    languageKept: lang === 'fr' || lang === 'en' ? keepsLanguage(message, lang) : null,
    milliseconds,
  }
}

/** The figures of answered questions; `published` is the area under the curve that the data's description gives. */
export function answerFigures(answered: readonly AnsweredQuestion[], published?: string): Figure[] {
  const measures: AnswerMeasures = measureAnswers(answered.map(({ record }) => record))
  const { answerable, unanswerable } = measures
  const kept = answered.flatMap(({ languageKept }) => (languageKept === null ? [] : [Number(languageKept)]))
  const known = answered.filter(({ record }) => record.answerable && record.spanQuoted !== null).length
  const rarer = Math.min(answerable, unanswerable)
  const milliseconds = answered.map(({ milliseconds }) => milliseconds)
  /** Nothing to count is no figure. */
  const of = (rows: number, value: number | null) => (rows === 0 ? null : value)
  return [
    shareOf('answered', of(answerable, measures.answered), answerable),
    shareOf('right document cited', of(answerable, measures.goldCited), answerable),
    shareOf('right text quoted', measures.spanQuoted, known),
    shareOf('refused', measures.refused, unanswerable),
    { ...shareOf('AUROC', of(rarer, measures.auroc), rarer), ...(published && { published }) },
    errorOf('let in at 95 %', of(rarer, measures.letInAt95), rarer),
    promise('verbatim', measures.verbatim, 'higher'),
    shareOf('language kept', kept.length === 0 ? null : mean(kept), kept.length),
    { ...measured('words', measures.words, 0), better: 'lower' },
    measured('p50 ms', percentile(milliseconds, 0.5)),
    measured('p95 ms', percentile(milliseconds, 0.95)),
  ]
}
