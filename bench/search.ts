// Search at scale: fills a Postgres of its own with a made-up corpus of each size and asks it. `npm run bench -- search
// [sizes…]`, by default 5,000, 50,000 and 100,000 chunks. BENCH_DATABASE_URL, a superuser's, names a server that is there
// already, where corpora stay: a second run finds them, and measures only.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import { databaseDirectory } from '../server/database/database-files.ts'
import { startPostgres } from '../server/testing/start-postgres.ts'
import { type Corpus, createCorpus } from './search/corpus.ts'
import { type IndexFigures, loadCorpus } from './search/load-corpus.ts'
import { askers, measureRecall, measureTimes, type StoredQuestion } from './search/measure-search.ts'

const timedQuestions = 100
const comparedQuestions = 40

/** What a server of 4 GB or more would have; a search needs none of it but shared_buffers. */
const settings = [
  'shared_buffers = 2GB',
  'maintenance_work_mem = 2GB',
  'max_wal_size = 8GB',
  'synchronous_commit = off',
  'full_page_writes = off',
]

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

async function storeQuestions(client: pg.Client, corpus: Corpus): Promise<void> {
  await client.query(
    'create table bench_questions (place int primary key, kind text, text text, embedding text)',
  )
  for (const [place, { kind, text, embedding }] of corpus.questions(timedQuestions).entries())
    await client.query('insert into bench_questions values ($1, $2, $3, $4)', [
      place,
      kind,
      text,
      `[${embedding.join(',')}]`,
    ])
}

async function storeIndexes(client: pg.Client, figures: readonly IndexFigures[]): Promise<void> {
  await client.query('create table bench_indexes (name text, seconds float8, bytes float8)')
  for (const { name, seconds, bytes } of figures)
    await client.query('insert into bench_indexes values ($1, $2, $3)', [name, seconds, bytes])
}

/** Makes the database of a size, unless it is there; gives its URL. */
async function prepare(serverUrl: string, size: number): Promise<string> {
  const name = `bench_${size}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const server = await connect(serverUrl)
  const { rows } = await server.query('select from pg_database where datname = $1', [name])
  if (rows.length === 0) {
    await server.query(`create database ${name}`)
    execFileSync(
      'psql',
      [url.href, '-qX', '-v', 'ON_ERROR_STOP=1', '-f', join(databaseDirectory, 'migrations.sql')],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    const client = await connect(url.href)
    const corpus = createCorpus(size)
    const indexes = await loadCorpus(client, url.href, corpus)
    await storeIndexes(client, indexes)
    await storeQuestions(client, corpus)
    await client.end()
  }
  await server.end()
  return url.href
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6)

async function reportSizes(client: pg.Client, size: number): Promise<void> {
  const { rows: indexes } = await client.query<IndexFigures>('select * from bench_indexes order by name')
  const { rows: tables } = await client.query(
    `select relname as name, pg_table_size(oid)::float8 as bytes from pg_class
     where relname in ('document_chunks', 'lexical_chunks', 'lexical_terms', 'lexical_words') and relkind = 'r'`,
  )
  console.log(`\n### ${size} chunks\n\n| | MB | built in s |\n| --- | --- | --- |`)
  for (const { name, bytes } of tables) console.log(`| ${name} | ${megabytes(bytes)} | |`)
  for (const { name, bytes, seconds } of indexes)
    console.log(`| ${name} | ${megabytes(bytes)} | ${seconds.toFixed(1)} |`)
}

async function reportSearch(client: pg.Client): Promise<void> {
  const { rows: questions } = await client.query<StoredQuestion>(
    'select * from bench_questions order by place',
  )
  const compared = questions.filter(
    (_, at) => (at * comparedQuestions) % questions.length < comparedQuestions,
  )
  console.log(
    '\n| asked for | hybrid p50 / p95 ms | CPU p50 / p95 ms | words only p50 / p95 ms | recall@20 fused | embeddings | words |\n| --- | --- | --- | --- | --- | --- | --- |',
  )
  for (const [name, agents] of Object.entries(askers)) {
    const hybrid = await measureTimes(client, questions, agents, true)
    const words = await measureTimes(client, questions, agents, false)
    const recall = await measureRecall(client, compared, agents)
    console.log(
      `| ${[
        name,
        `${hybrid.p50.toFixed(1)} / ${hybrid.p95.toFixed(1)}`,
        `${hybrid.cpu50?.toFixed(1)} / ${hybrid.cpu95?.toFixed(1)}`,
        `${words.p50.toFixed(1)} / ${words.p95.toFixed(1)}`,
        recall.fused.toFixed(3),
        recall.dense.toFixed(3),
        recall.lexical.toFixed(3),
      ].join(' | ')} |`,
    )
  }
}

async function measure(serverUrl: string, sizes: readonly number[]): Promise<void> {
  for (const size of sizes) {
    const client = await connect(await prepare(serverUrl, size))
    await reportSizes(client, size)
    await reportSearch(client)
    await client.end()
  }
}

/** Prints two Markdown tables a size: what is stored, and how fast and how completely it is searched. */
export async function run(): Promise<void> {
  const asked = process.argv.slice(3).map(Number)
  const sizes = asked.length > 0 ? asked : [5000, 50_000, 100_000]
  const given = process.env.BENCH_DATABASE_URL
  if (given !== undefined) return measure(given, sizes)
  await using server = await startPostgres({ settings })
  await measure(server.url, sizes)
}
