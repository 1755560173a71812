import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { detectLanguage } from '../server/agents/language.ts'
import { ingestFiles } from '../server/ingest/ingest-files.ts'
import { loadKnowledge } from '../server/load-sample-knowledge.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import { type Passage, searchKnowledge } from '../server/operations/search-knowledge.ts'
import type { Database } from '../server/ports/database.ts'
import { openTestDatabase } from '../server/testing/open-test-database.ts'
import { type GoldenCase, loadGoldenCases } from './golden/golden-case.ts'
import type { RetrievalSet } from './load-retrieval-set.ts'
import { DataError, fingerprintOf } from './read-rows.ts'

/** A retrieval set whose documents are loaded, and its search. */
export interface Corpus {
  set: RetrievalSet
  database: Database
  /** Our own questions with all that is known of their answers; null for other sets. */
  golden: readonly GoldenCase[] | null
  /** Passages that were not loaded, a line each: questions about them are lost. */
  notes: string[]
  ingestSeconds: number
  /** Best first; `milliseconds` is what the caller waited. */
  search(query: string, limit: number): Promise<{ passages: Passage[]; milliseconds: number }>
  /** The id, in the set, of the document that a passage was loaded from. */
  idOf(passage: Pick<Passage, 'owner' | 'filename'>): string
}

const owner = 'audrey'

/**
 * Loads a set into an empty embedded database as an operator would, file by file through ingestion, and lends it. A file's
 * name is its place, since ids tell what they are about.
 */
export async function withCorpus<Result>(
  set: RetrievalSet,
  use: (corpus: Corpus) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'eval-'))
  const database = await openTestDatabase()
  try {
    writeFiles(join(folder, 'files'), set)
    const ingested = await ingestFiles({ database, paths: [join(folder, 'files')], agent: owner })
    const failed = ingested.documents.filter(({ outcome }) => outcome === 'failed')
    if (failed[0] && failed.length === set.passages.length)
      throw new DataError(`${set.name}: no passage could be loaded: ${failed[0].refusal?.english}`)
    return await use({
      set,
      database,
      golden: null,
      notes: failed.map(
        ({ path, refusal }) =>
          `${set.name}: passage "${set.passages[Number.parseInt(basename(path), 10)]?.id}" not loaded: ${refusal?.english}`,
      ),
      ingestSeconds: ingested.seconds,
      idOf: ({ filename }) => set.passages[Number.parseInt(filename, 10)]?.id ?? '',
      search: createSearch(database, [owner]),
    })
  } finally {
    await database.close()
    rmSync(folder, { recursive: true })
  }
}

function writeFiles(folder: string, set: RetrievalSet): void {
  mkdirSync(folder)
  for (const [place, { title, text }] of set.passages.entries()) {
    const heading = title ? `# ${title.replaceAll('_', ' ')}\n\n` : ''
    writeFileSync(join(folder, title ? `${place}.md` : `${place}.txt`), heading + text)
  }
}

function createSearch(database: Database, agents: string[]): Corpus['search'] {
  return async (query, limit) => {
    const begun = performance.now()
    const passages = await searchKnowledge(database, { query, agents, limit })
    return { passages, milliseconds: performance.now() - begun }
  }
}

/** Lends our own sample documents, loaded as the first start loads them, with the questions written for them. */
export async function withOwnKnowledge<Result>(
  root: string,
  use: (corpus: Corpus) => Promise<Result>,
): Promise<Result> {
  const database = await openTestDatabase()
  try {
    const begun = performance.now()
    const failed = await loadKnowledge({ database, folder: join(root, 'knowledge') })
    if (failed[0]) throw new DataError(`own knowledge: ${failed[0]}`)
    const golden = loadGoldenCases(root)
    const passages = (await listDocuments(database)).map(({ owner, filename, title }) => ({
      id: `${owner}/${filename}`,
      title,
      text: '',
    }))
    return await use({
      set: toOwnSet(golden, passages),
      database,
      golden,
      notes: [],
      ingestSeconds: (performance.now() - begun) / 1000,
      idOf: ({ owner, filename }) => `${owner}/${filename}`,
      search: createSearch(database, ['audrey', 'carole']),
    })
  } finally {
    await database.close()
  }
}

function toOwnSet(golden: readonly GoldenCase[], passages: RetrievalSet['passages']): RetrievalSet {
  const questions = golden.map(({ question, document, answers }) => ({
    id: question,
    question,
    lang: detectLanguage(question, 'fr'),
    gold: document === null ? [] : [document],
    answers,
  }))
  return {
    name: 'own knowledge',
    fingerprint: fingerprintOf(questions),
    passages,
    questions: questions.filter(({ gold }) => gold.length > 0),
    unanswerable: questions.filter(({ gold }) => gold.length === 0),
    withoutTitles: false,
  }
}
