// `npm run bench -- ingest-folder`: the real documents of the public sets as one folder through `npm run ingest`, into the embedded
// database and, when DATABASE_URL names a server, into a database of its own there: documents a minute, chunks, bytes. Then
// again with a `kill -9` in the middle and a second run, which must come to the same.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type DatabaseOptions, openDatabase } from '../server/database/open-database.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import { createEmptyDatabase } from '../server/testing/create-empty-database.ts'
import { createFolder } from '../server/testing/start-product.ts'
import { writeRealDocuments } from './real-documents.ts'

const root = join(import.meta.dirname, '..')

/** A database to fill, and how to look into it. */
interface Store {
  name: string
  env: Record<string, string>
  options: DatabaseOptions
  remove(): Promise<void>
}

function createEmbeddedStore(): Promise<Store> {
  const folder = createFolder()
  return Promise.resolve({
    name: 'embedded',
    env: { DATA_DIR: folder.path },
    options: { driver: 'embedded', dataDir: folder.path },
    remove: async () => folder[Symbol.dispose](),
  })
}

async function createPostgresStore(serverUrl: string): Promise<Store> {
  const folder = createFolder()
  const { url, remove } = await createEmptyDatabase(serverUrl)
  return {
    name: 'Postgres',
    env: { DATABASE_URL: url, DATA_DIR: folder.path },
    options: { driver: 'postgres', url },
    remove: async () => {
      await remove()
      folder[Symbol.dispose]()
    },
  }
}

interface Run {
  seconds: number
  lines: string[]
}

/** `npm run ingest` of the folder, to its end or until so many files are done: then it is killed. */
async function ingest(store: Store, folder: string, until?: number): Promise<Run> {
  const begun = performance.now()
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/ingest.ts', folder, '--agent', 'audrey']
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...store.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line)
    if (lines.length === until) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return { seconds: (performance.now() - begun) / 1000, lines }
}

/** What is stored, without what differs from run to run. */
async function contentsOf(store: Store): Promise<Map<string, string>> {
  const { database } = await openDatabase(store.options)
  try {
    const documents = await listDocuments(database)
    return new Map(
      documents.map(({ id: _id, updatedAt: _updatedAt, ...document }) => [
        document.source ?? '',
        JSON.stringify(document),
      ]),
    )
  } finally {
    await database.close()
  }
}

const folderBytes = (path: string): number =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const found = statSync(join(path, name))
    return sum + (found.isFile() ? found.size : 0)
  }, 0)

async function sizeOf({ options }: Store): Promise<number> {
  if (options.driver === 'embedded') return folderBytes(join(options.dataDir, 'database'))
  if (options.driver !== 'postgres') return 0
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: options.url })
  await client.connect()
  const { rows } = await client.query('select pg_database_size(current_database()) as bytes')
  await client.end()
  return Number(rows[0]?.bytes)
}

async function measure(create: () => Promise<Store>, folder: string, files: number): Promise<void> {
  const whole = await create()
  const cut = await create()
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)
  const row = (name: string, run: Run, stored: number, more: string) => {
    const rate = Math.round((files / run.seconds) * 60)
    console.log(`| ${whole.name}, ${name} | ${run.seconds.toFixed(1)} | ${rate} | ${stored} | ${more} |`)
  }
  try {
    const first = await ingest(whole, folder)
    const expected = await contentsOf(whole)
    const chunks = [...expected.values()].reduce((sum, text) => sum + (JSON.parse(text).chunks as number), 0)
    const refused = first.lines.filter(line => line.startsWith('✗')).length
    row(
      'first time',
      first,
      expected.size,
      `${chunks} chunks, ${megabytes(await sizeOf(whole))} MB; ${refused} files refused`,
    )
    const again = await ingest(whole, folder)
    row('unchanged', again, expected.size, again.lines.at(-1) ?? '')
    const killed = await ingest(cut, folder, Math.floor(files / 2))
    const left = await contentsOf(cut)
    const halves = [...left].filter(([source, text]) => expected.get(source) !== text).length
    row('killed in the middle', killed, left.size, `${halves} documents that are not whole`)
    const resumed = await ingest(cut, folder)
    const after = await contentsOf(cut)
    const differing = [...expected].filter(([source, text]) => after.get(source) !== text).length
    const same =
      differing === 0 && after.size === expected.size
        ? 'the same as uninterrupted'
        : `**${differing} differ**`
    row('resumed', resumed, after.size, same)
  } finally {
    await Promise.all([whole.remove(), cut.remove()])
  }
}

export async function run(): Promise<void> {
  using folder = createFolder()
  const { files, bytes } = writeRealDocuments(folder.path)
  console.log(`${files} files, ${(bytes / 1e6).toFixed(1)} MB.\n`)
  console.log('| run | s | files/min | documents | what is stored |')
  console.log('| --- | --- | --- | --- | --- |')
  const url = process.env.DATABASE_URL
  if (process.env.ONLY !== 'postgres') await measure(createEmbeddedStore, folder.path, files)
  if (url) await measure(() => createPostgresStore(url), folder.path, files)
}
