import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/create-postgres-database.ts'

const root = join(import.meta.dirname, '../..')
const files = 12

/** trust.md R17: an import is all or nothing, a document at a time, whenever it is killed. */
describe('an ingestion that is killed', () => {
  let database: PostgresTestDatabase
  let folder: string
  before(async () => {
    database = await createPostgresDatabase()
    folder = mkdtempSync(join(tmpdir(), 'killed-'))
    for (let file = 0; file < files; file++) {
      const sections = Array.from(
        { length: 20 },
        (_, index) => `## Partie ${index}\n\n${`mot${file}x${index} `.repeat(150)}`,
      )
      writeFileSync(join(folder, `${file}.md`), `# Document ${file}\n\n${sections.join('\n\n')}`)
    }
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await database[Symbol.asyncDispose]()
  })

  function ingest(): ChildProcess {
    const args = ['--disable-warning=ExperimentalWarning', 'scripts/ingest.ts', folder, '--agent', 'audrey']
    return spawn(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: join(folder, '.data') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  /** Runs until so many files have been told of, then a moment longer; to its end without a number. */
  async function run(until?: { lines: number; milliseconds: number }): Promise<string> {
    const child = ingest()
    const ended = new Promise(resolve => child.once('exit', resolve))
    let output = ''
    for await (const part of child.stdout ?? []) {
      output += part
      if (until && output.split('\n').length - 1 >= until.lines)
        setTimeout(() => child.kill('SIGKILL'), until.milliseconds)
    }
    await ended
    return output
  }

  async function stored() {
    const { rows } = await database.pool.query(
      `select d.source, count(c.id)::int as chunks, coalesce(max(c.chunk_index) + 1, 0)::int as expected
       from documents d left join document_chunks c on c.document_id = d.id group by d.source`,
    )
    return rows as { source: string; chunks: number; expected: number }[]
  }

  it('leaves whole documents only, wherever it was, and goes on from there', async () => {
    let before = 0
    for (const [lines, milliseconds] of [
      [1, 0],
      [1, 7],
      [2, 3],
      [1, 13],
      [1, 1],
    ] as const) {
      await run({ lines: lines + before, milliseconds })
      const rows = await stored()
      assert.ok(
        rows.length >= before && rows.every(({ chunks, expected }) => chunks > 5 && chunks === expected),
        JSON.stringify(rows),
      )
      before = rows.length
    }
    assert.match(await run(), /12 documents pour audrey/)
    const rows = await stored()
    assert.equal(rows.length, files)
    assert.equal(new Set(rows.map(({ chunks }) => chunks)).size, 1)
    assert.match(await run(), /12 documents inchangés/)
  })
})
