import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../server/database/open-database.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { searchKnowledge } from '../server/operations/search-knowledge.ts'
import type { Database } from '../server/ports/database.ts'
import { createRandom } from '../server/testing/create-random.ts'
import { dataFolder } from './data-folder.ts'
import { addTypos, removeAccents } from './noise.ts'
import {
  loadRetrievalSet,
  type RetrievalQuestion,
  type RetrievalSet,
  retrievalSources,
} from './retrieval-sets.ts'
import { areaUnderCurve, mean, percentile, scoreRanking } from './scorers/ranking.ts'

/** Averages over a set's questions; a document split in chunks counts by its best one. */
export interface RetrievalMeasures {
  recallAt5: number
  reciprocalRank: number
  ndcgAt10: number
}

export interface RetrievalReport {
  set: string
  baseline: string
  questions: number
  passages: number
  ingestSeconds: number
  asked: RetrievalMeasures
  withoutAccents: RetrievalMeasures
  withTypos: RetrievalMeasures
  /** Milliseconds a search, over all of the set's questions as asked. */
  p50: number
  p95: number
  /** Telling answerable questions from others by the best passage's `lexical`; null where none are unanswerable. */
  abstention: { auroc: number; baseline: string } | null
}

const searched = 30

/** Each passage as the file that an operator would load; its name is its place, since ids tell what they are about. */
function writeFiles(folder: string, set: RetrievalSet): void {
  mkdirSync(folder, { recursive: true })
  for (const [place, { title, text }] of set.passages.entries()) {
    const heading = title ? `# ${title.replaceAll('_', ' ')}\n\n` : ''
    writeFileSync(join(folder, title ? `${place}.md` : `${place}.txt`), heading + text)
  }
}

function createSearch(database: Database, set: RetrievalSet) {
  const durations: number[] = []
  return {
    durations,
    async search(query: string) {
      const begun = performance.now()
      const passages = await searchKnowledge(database, { query, agents: ['audrey'], limit: searched })
      durations.push(performance.now() - begun)
      const places = new Set(passages.map(passage => Number.parseInt(passage.filename, 10)))
      const documents = [...places].map(place => set.passages[place]?.id ?? '')
      return { documents, lexical: Math.max(0, ...passages.map(passage => passage.lexical)) }
    },
  }
}
type Search = ReturnType<typeof createSearch>['search']

async function measure(
  search: Search,
  questions: readonly RetrievalQuestion[],
  rewrite: (text: string) => string = text => text,
): Promise<RetrievalMeasures & { lexical: number[] }> {
  const scores = []
  const lexical = []
  for (const { question, gold } of questions) {
    const found = await search(rewrite(question))
    scores.push(scoreRanking(found.documents, gold))
    lexical.push(found.lexical)
  }
  return {
    recallAt5: mean(scores.map(score => score.recallAt5)),
    reciprocalRank: mean(scores.map(score => score.reciprocalRank)),
    ndcgAt10: mean(scores.map(score => score.ndcgAt10)),
    lexical,
  }
}

async function measureAbstention(search: Search, set: RetrievalSet, answerable: readonly number[]) {
  if (set.unanswerable.length === 0) return null
  const others = []
  for (const { question } of set.unanswerable) others.push((await search(question)).lexical)
  return { auroc: areaUnderCurve(answerable, others), baseline: set.abstentionBaseline ?? '' }
}

async function evaluateSet(set: RetrievalSet, folder: string): Promise<RetrievalReport> {
  const { database } = await openDatabase({ driver: 'embedded', dataDir: join(folder, 'data') })
  try {
    writeFiles(join(folder, 'files'), set)
    const ingested = await ingestFiles({ database, paths: [join(folder, 'files')], agent: 'audrey' })
    const failed = ingested.documents.filter(document => document.outcome === 'failed')
    if (failed.length > 0) throw new Error(`${set.name}: ${failed[0]?.path}: ${failed[0]?.refusal?.message}`)
    const { search, durations } = createSearch(database, set)
    const { lexical, ...asked } = await measure(search, set.questions)
    const [p50, p95] = [percentile(durations, 0.5), percentile(durations, 0.95)]
    const random = createRandom(42)
    return {
      set: set.name,
      baseline: set.baseline,
      questions: set.questions.length,
      passages: set.passages.length,
      ingestSeconds: ingested.seconds,
      asked,
      withoutAccents: await measure(search, set.questions, removeAccents),
      withTypos: await measure(search, set.questions, text => addTypos(text, random)),
      p50,
      p95,
      abstention: await measureAbstention(search, set, lexical),
    }
  } finally {
    await database.close()
  }
}

/**
 * Loads each set (all, or those whose name contains one of `names`) of `dataFolder`/retrieval into a fresh embedded
 * database, as files, through ingestion, and asks its questions: as they are, without accents, with one typing
 * mistake a word. `onReport` is told of each set as it is done.
 */
async function evaluateRetrieval(
  dataFolder: string,
  names: readonly string[] = [],
  onReport: (report: RetrievalReport) => void = () => undefined,
): Promise<RetrievalReport[]> {
  const reports = []
  for (const source of retrievalSources) {
    if (names.length > 0 && !names.some(name => source.name.includes(name))) continue
    const folder = mkdtempSync(join(tmpdir(), 'retrieval-'))
    try {
      const report = await evaluateSet(loadRetrievalSet(source, dataFolder), folder)
      reports.push(report)
      onReport(report)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return reports
}

function toRow(report: RetrievalReport): string {
  const { asked, withoutAccents, withTypos, abstention } = report
  const three = (value: number) => value.toFixed(3).replace(/^0/, '')
  return `| ${[
    report.set,
    `${report.questions} / ${report.passages}`,
    three(asked.recallAt5),
    three(asked.reciprocalRank),
    `**${three(asked.ndcgAt10)}**`,
    report.baseline,
    three(withoutAccents.ndcgAt10),
    three(withTypos.ndcgAt10),
    abstention ? `${three(abstention.auroc)} (${abstention.baseline})` : '',
    `${report.p50.toFixed(1)} / ${report.p95.toFixed(1)}`,
    report.ingestSeconds.toFixed(1),
  ].join(' | ')} |`
}

const heading = [
  '| set | questions / documents | recall@5 | MRR@10 | nDCG@10 | baseline | no accents | typos | AUROC (baseline) | p50 / p95 ms | load s |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
].join('\n')

/** The command: prints a Markdown table, a row as soon as its set is done. Arguments: parts of sets' names. */
export async function run(args: string[]): Promise<void> {
  console.log(heading)
  await evaluateRetrieval(dataFolder(), args, report => console.log(toRow(report)))
}
