import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../server/database/open-database.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { searchKnowledge } from '../server/operations/search-knowledge.ts'
import type { Database } from '../server/ports/database.ts'
import { answerRecord, type WantedAnswer } from './answer-record.ts'
import { dataFolder } from './data-folder.ts'
import { GoldenQuestion } from './golden-question.ts'
import { loadRetrievalSet, type RetrievalSet, retrievalSources } from './retrieval-sets.ts'
import { type AnswerMeasures, type AnswerRecord, measureAnswers } from './scorers/answer.ts'
import { percentile } from './scorers/ranking.ts'

export interface AnswerReport extends AnswerMeasures {
  set: string
  /** Milliseconds to compose an answer from its passages. */
  p50: number
  p95: number
}

/** A question, the specialists whose documents may answer it, and what a right answer holds. */
interface AskedQuestion extends WantedAnswer {
  question: string
  agents: string[]
}

const passagesAsked = 20

/** Asks every question of the database and measures what is answered. */
async function ask(
  database: Database,
  set: string,
  questions: readonly AskedQuestion[],
): Promise<AnswerReport> {
  const records: AnswerRecord[] = []
  const durations: number[] = []
  for (const { question, agents, ...wanted } of questions) {
    const passages = await searchKnowledge(database, { query: question, agents, limit: passagesAsked })
    const begun = performance.now()
    const record = answerRecord(question, passages, wanted)
    durations.push(performance.now() - begun)
    records.push(record)
  }
  return {
    set,
    ...measureAnswers(records),
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
  }
}

async function withDatabase<Result>(
  use: (database: Database, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'answers-'))
  const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder, 'data') })
  try {
    return await use(database, folder)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
}

/** Our own sample documents and the questions written for them. */
export async function evaluateGolden(root: string): Promise<AnswerReport> {
  const lines = readFileSync(join(root, 'evals/data/golden-questions.jsonl'), 'utf8').trim().split('\n')
  const questions = lines.map(line => toAsked(GoldenQuestion.parse(JSON.parse(line))))
  return withDatabase(async database => {
    await loadKnowledge({ database, folder: join(root, 'knowledge') })
    return ask(database, 'knowledge (golden questions)', questions)
  })
}

function toAsked(golden: GoldenQuestion): AskedQuestion {
  const both = ['audrey', 'carole']
  if (!golden.answerable) return { question: golden.question, agents: both, documents: [], texts: [] }
  const documents = [golden.document.split('/').at(-1) ?? golden.document]
  const agents = golden.agent === 'shared' ? both : [golden.agent]
  return { question: golden.question, agents, documents, texts: golden.answer_contains }
}

/** Loads a public set as an operator would, file by file, and asks its questions. */
async function evaluateSet(set: RetrievalSet): Promise<AnswerReport> {
  return withDatabase(async (database, folder) => {
    const files = join(folder, 'files')
    mkdirSync(files)
    const names = new Map(set.passages.map(({ id, title }) => [id, title ? `${id}.md` : `${id}.txt`]))
    for (const { id, title, text } of set.passages) {
      writeFileSync(
        join(files, names.get(id) ?? id),
        (title ? `# ${title.replaceAll('_', ' ')}\n\n` : '') + text,
      )
    }
    await ingestFiles({ database, paths: [files], agent: 'audrey' })
    const questions = [...set.questions, ...set.unanswerable].map(({ question, gold, answers }) => ({
      question,
      agents: ['audrey'],
      documents: gold.map(id => names.get(id) ?? id),
      texts: answers ?? [],
    }))
    return ask(database, set.name, questions)
  })
}

const heading = [
  '| set | answerable / not | answered | right document cited | right text quoted | refused | AUROC | let in at 95 % | verbatim | words | p50 / p95 ms |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
].join('\n')

function toRow(report: AnswerReport): string {
  const share = (value: number | null) => (value === null ? '' : value.toFixed(3))
  return `| ${[
    report.set,
    `${report.answerable} / ${report.unanswerable}`,
    share(report.answered),
    share(report.goldCited),
    share(report.spanQuoted),
    share(report.refused),
    share(report.auroc),
    share(report.letInAt95),
    share(report.verbatim),
    report.words.toFixed(0),
    `${report.p50.toFixed(1)} / ${report.p95.toFixed(1)}`,
  ].join(' | ')} |`
}

/**
 * The command: answers without a language model, on our own documents and on the public sets of EVAL_DATA, as a
 * Markdown table. Arguments: parts of sets' names (`knowledge` is ours).
 */
export async function run(args: string[]): Promise<void> {
  const wanted = (name: string) => args.length === 0 || args.some(part => name.includes(part))
  console.log(heading)
  if (wanted('knowledge')) console.log(toRow(await evaluateGolden(join(import.meta.dirname, '..'))))
  for (const source of retrievalSources.filter(({ name }) => wanted(name))) {
    const set = loadRetrievalSet(source, dataFolder())
    console.log(toRow(await evaluateSet(set)))
  }
}
