import { areaUnderCurve, letInAt, mean } from './ranking.ts'

/** One question's answer, beside what was wanted of it. */
export interface AnswerRecord {
  /** False when the documents do not answer it: then a refusal is right. */
  answerable: boolean
  /** True when quotes were given. */
  answered: boolean
  /** How well the quotes support the answer, whether given or not: refusals are told by this. */
  support: number
  /** True when one of the sources, given or withheld, is a right document. */
  goldCited: boolean
  /** True when a quote of a right document holds a right text; null when no text is known. */
  spanQuoted: boolean | null
  /** True when every quote stands in its passage, character for character. */
  verbatim: boolean
  /** Words quoted; 0 for a refusal. */
  words: number
}

/** Shares from 0 to 1, but for `words`; null where there is nothing to count. */
export interface AnswerMeasures {
  answerable: number
  unanswerable: number
  /** Answerable questions answered … */
  answered: number
  /** … citing a right document (a refusal cites none) … */
  goldCited: number
  /** … and quoting a right text, of the questions whose text is known. */
  spanQuoted: number | null
  /** Unanswerable questions refused. */
  refused: number | null
  /** Telling answerable questions from others by `support`: area under the ROC curve … */
  auroc: number | null
  /** … and the share of the unanswerable still answered by a threshold that keeps 95 % of the answerable. */
  letInAt95: number | null
  verbatim: number
  words: number
}

const share = (records: readonly AnswerRecord[], is: (record: AnswerRecord) => boolean | null): number =>
  mean(records.map(record => (is(record) ? 1 : 0)))

/** Averages the records of one set. There must be an answerable one. */
export function measureAnswers(records: readonly AnswerRecord[]): AnswerMeasures {
  const wanted = records.filter(record => record.answerable)
  const others = records.filter(record => !record.answerable)
  const known = wanted.filter(record => record.spanQuoted !== null)
  const given = records.filter(record => record.answered)
  const support = wanted.map(record => record.support)
  const otherSupport = others.map(record => record.support)
  return {
    answerable: wanted.length,
    unanswerable: others.length,
    answered: share(wanted, record => record.answered),
    goldCited: share(wanted, record => record.answered && record.goldCited),
    spanQuoted: known.length === 0 ? null : share(known, record => record.answered && record.spanQuoted),
    refused: others.length === 0 ? null : share(others, record => !record.answered),
    auroc: others.length === 0 ? null : areaUnderCurve(support, otherSupport),
    letInAt95: others.length === 0 ? null : letInAt(0.95, support, otherSupport),
    verbatim: given.length === 0 ? 1 : share(given, record => record.verbatim),
    words: given.length === 0 ? 0 : mean(given.map(record => record.words)),
  }
}
