import { createRandom } from '../../server/testing/create-random.ts'
import { errorOf, type Figure, measured, type SetResult, shareOf } from '../figure.ts'
import type { RetrievalQuestion } from '../load-retrieval-set.ts'
import { addTypos, removeAccents } from '../noise.ts'
import type { Corpus } from '../open-corpus.ts'
import { publishedFigures } from '../published-figures.ts'
import { areaUnderCurve, letInAt, mean, percentile, scoreRanking } from '../scorers/ranking.ts'
import type { Suite } from '../suite.ts'
import { toSms } from '../to-sms.ts'

/** Chunks asked for; a document split in chunks counts by its best one. */
const searched = 30

export const retrievalSuite: Suite = {
  name: 'retrieval',
  title: 'Retrieval',
  about:
    'Each passage is a file, loaded as `npm run ingest` loads it; one agent, embedded database, no embeddings. The same questions again without accents, with one typing mistake in every word of four letters or more, and (French, English) as people write text messages. Abstaining: the best passage’s `lexical` tells answerable questions from others.',
  sets: () => [],
  scoreCorpus,
}

async function scoreCorpus(corpus: Corpus): Promise<SetResult> {
  const { set } = corpus
  const { questions, unanswerable } = set
  const asked = await ask(corpus, questions)
  const random = createRandom(42)
  const bare = await ask(corpus, questions, ({ question }) => removeAccents(question))
  const typed = await ask(corpus, questions, ({ question }) => addTypos(question, random))
  const written = questions.filter(({ lang }) => lang === 'fr' || lang === 'en')
  const sms = await ask(corpus, written, ({ question, lang }) => toSms(question, lang === 'en' ? 'en' : 'fr'))
  const others = (await ask(corpus, unanswerable)).lexical
  const known = publishedFigures(set.name)
  const share = (name: string, values: readonly number[]) =>
    shareOf(name, values.length === 0 ? null : mean(values), values.length)
  const abstaining = Math.min(questions.length, unanswerable.length)
  const lossOf = (name: string, to: readonly number[], from: readonly number[]): Figure =>
    errorOf(name, to.length === 0 ? null : mean(from) - mean(to), to.length)
  const recallWritten = recallsOf(asked, questions, written)
  return {
    suite: 'retrieval',
    set: set.name,
    size: `${questions.length} / ${set.passages.length}`,
    fingerprint: set.fingerprint,
    figures: [
      share('recall@5', asked.recall),
      share('MRR@10', asked.reciprocal),
      { ...share('nDCG@10', asked.ndcg), ...(known.ndcg && { published: known.ndcg }) },
      share('nDCG no accents', bare.ndcg),
      share('nDCG typos', typed.ndcg),
      share('nDCG SMS', sms.ndcg),
      lossOf('recall lost to accents', bare.recall, asked.recall),
      lossOf('to typos', typed.recall, asked.recall),
      lossOf('to SMS', sms.recall, recallWritten),
      {
        ...shareOf('AUROC', abstaining === 0 ? null : areaUnderCurve(asked.lexical, others), abstaining),
        ...(known.auroc && { published: known.auroc }),
      },
      errorOf('let in at 95 %', abstaining === 0 ? null : letInAt(0.95, asked.lexical, others), abstaining),
      measured('p50 ms', percentile(asked.milliseconds, 0.5)),
      measured('p95 ms', percentile(asked.milliseconds, 0.95)),
      measured('load s', corpus.ingestSeconds),
    ],
    notes: [
      ...corpus.notes,
      ...(set.withoutTitles
        ? [`${set.name}: the questions are the titles: searched in the texts alone`]
        : []),
      ...(unanswerable.length === 0
        ? [`${set.name}: no question without an answer: abstaining is not scored`]
        : []),
    ],
  }
}

/** Scores by question, in order. */
interface Asked {
  recall: number[]
  reciprocal: number[]
  ndcg: number[]
  lexical: number[]
  milliseconds: number[]
}

async function ask(
  corpus: Corpus,
  questions: readonly RetrievalQuestion[],
  rewrite: (question: RetrievalQuestion) => string = ({ question }) => question,
): Promise<Asked> {
  const asked: Asked = { recall: [], reciprocal: [], ndcg: [], lexical: [], milliseconds: [] }
  for (const question of questions) {
    const { passages, milliseconds } = await corpus.search(rewrite(question), searched)
    asked.lexical.push(Math.max(0, ...passages.map(({ lexical }) => lexical)))
    asked.milliseconds.push(milliseconds)
    if (question.gold.length === 0) continue
    const score = scoreRanking([...new Set(passages.map(corpus.idOf))], question.gold)
    asked.recall.push(score.recallAt5)
    asked.reciprocal.push(score.reciprocalRank)
    asked.ndcg.push(score.ndcgAt10)
  }
  return asked
}

/** Of what was asked, the recall of some of the questions. */
function recallsOf(
  asked: Asked,
  questions: readonly RetrievalQuestion[],
  some: readonly RetrievalQuestion[],
): number[] {
  const kept = new Set(some)
  return asked.recall.filter((_, index) => {
    const question = questions[index]
    return question !== undefined && kept.has(question)
  })
}
