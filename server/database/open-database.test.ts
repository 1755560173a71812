import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import { databaseStatus } from '../operations/database-status.ts'
import { readMigratedSnapshot } from '../testing/database-snapshot.ts'
import { readDatabaseFiles } from './database-files.ts'
import { lockDirectory } from './directory-lock.ts'
import { createEmbeddedDatabase } from './embedded.ts'
import { openDatabase } from './open-database.ts'

/** How often the process is killed; more in a long run: `KILLS=50 node --test …`. */
const kills = Number(process.env.KILLS ?? 4)

function createFolder() {
  const path = mkdtempSync(join(tmpdir(), 'chatbot-v2-database-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function commitTurns(dataDir: string): ChildProcess {
  const script = join(import.meta.dirname, '../testing/commit-turns.ts')
  return spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** Lets a process commit turns, kills it after `count` more were acknowledged, and returns the acknowledged ids. */
async function commitUntilKilled(dataDir: string, count: number): Promise<string[]> {
  const child = commitTurns(dataDir)
  const exit = once(child, 'exit')
  const lines: string[] = []
  if (child.stdout) {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      if (lines.length > count) child.kill('SIGKILL')
    }
  }
  assert.equal((await exit)[1], 'SIGKILL')
  return lines.slice(1)
}

/** The error of a folder that cannot be used: one line that names it, and what to set instead. */
const toLine = (dataDir: string) => (error: Error & { code?: string }) => {
  assert.equal(error.code, 'directory_unusable', error.message)
  assert.ok(error.message.includes(dataDir) && !error.message.includes('\n'), error.message)
  assert.match(error.message, /DATA_DIR/)
  return true
}

describe('openDatabase', () => {
  const folder = createFolder()
  after(folder.remove)

  it('makes the files again when the first start was cut, then opens them as they are', async () => {
    mkdirSync(join(folder.path, 'database'))
    writeFileSync(join(folder.path, 'database/PG_VERSION'), '18\n')
    writeFileSync(join(folder.path, 'database.creating'), '')
    const options = { driver: 'embedded', dataDir: folder.path } as const
    const first = await openDatabase(options)
    const { migrations } = await readDatabaseFiles()
    assert.deepEqual(
      first.migrated.migrations,
      migrations.map(({ name }) => name),
    )
    await first.database.close()
    const second = await openDatabase(options)
    assert.deepEqual(second.migrated, { migrations: [], functions: [] })
    assert.equal((await databaseStatus(second.database)).version, migrations.at(-1)?.name)
    await second.database.close()
    await assert.rejects(databaseStatus(second.database), { name: 'AppError', code: 'database_unavailable' })
  })

  it('says in one line which folder it cannot write to', async () => {
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    for (const dataDir of [file, join(file, 'data')]) {
      await assert.rejects(openDatabase({ driver: 'embedded', dataDir }), toLine(dataDir))
    }
  })

  it('says of a lock file that it cannot use what is wrong with it, and not that somebody has it', async () => {
    for (const [name, spoil] of [
      ['corrupt', (lock: string) => writeFileSync(lock, 'not a lock file '.repeat(100))],
      ['folder', (lock: string) => mkdirSync(lock)],
      ['device', (lock: string) => symlinkSync('/dev/null/nothing', lock)],
    ] as const) {
      const dataDir = join(folder.path, name)
      mkdirSync(dataDir)
      spoil(join(dataDir, 'lock'))
      await assert.rejects(openDatabase({ driver: 'embedded', dataDir }), toLine(dataDir))
    }
  })

  it('says that it cannot write in the folder, and gives it back', async () => {
    const dataDir = join(folder.path, 'unwritable')
    mkdirSync(join(dataDir, 'lock.pid'), { recursive: true })
    await assert.rejects(openDatabase({ driver: 'embedded', dataDir }), toLine(dataDir))
    rmdirSync(join(dataDir, 'lock.pid'))
    symlinkSync('/dev/null/nothing', join(dataDir, 'database.creating'))
    await assert.rejects(openDatabase({ driver: 'embedded', dataDir }), toLine(dataDir))
    lockDirectory(dataDir).release()
  })

  it('never takes the embedded database for one that was asked for and is not in this version', async () => {
    await assert.rejects(
      openDatabase({ driver: 'supabase', url: 'https://x.supabase.co', serviceKey: 'key' }),
      {
        code: 'supabase_misconfigured',
        message: /SUPABASE_SERVICE_KEY ne ressemble pas/,
      },
    )
  })
})

describe('the embedded database of a process that is killed', () => {
  const folder = createFolder()
  before(async () => {
    // What a first start leaves, without waiting for it.
    const created = createEmbeddedDatabase({
      dataDir: join(folder.path, 'database'),
      snapshot: await readMigratedSnapshot(),
    })
    await created.query('select 1')
    await created.close()
  })
  after(folder.remove)

  it(`opens at once and holds all that was acknowledged, ${kills} times`, async () => {
    const acknowledged: string[] = []
    for (let index = 0; index < kills; index++) {
      acknowledged.push(...(await commitUntilKilled(folder.path, 1 + Math.floor(Math.random() * 150))))
    }
    const { database } = await openDatabase({ driver: 'embedded', dataDir: folder.path })
    await database.close()
    const files = createEmbeddedDatabase({ dataDir: join(folder.path, 'database') })
    const rows = await files.query(`select turn_id from messages
      where role = 'assistant' and content like 'answer ' || turn_id || ' x%' and length(content) = 2044`)
    const orphans = await files.query(`select turn_id from messages a where role = 'assistant' and not exists
      (select from messages q where q.turn_id = a.turn_id and q.role = 'user' and q.status = 'complete')`)
    await files.close()
    const stored = new Set(rows.map(row => row.turn_id))
    assert.ok(acknowledged.length >= kills)
    assert.deepEqual(
      acknowledged.filter(id => !stored.has(id)),
      [],
    )
    assert.deepEqual(orphans, [])
  })

  it('is taken by one process at a time, and the other is told by whom', async () => {
    const child = commitTurns(folder.path)
    const exit = once(child, 'exit')
    try {
      await new Promise<void>(resolve => child.stdout?.once('data', () => resolve()))
      await assert.rejects(openDatabase({ driver: 'embedded', dataDir: folder.path }), {
        code: 'directory_locked',
        message: new RegExp(`${folder.path}.*numéro ${child.pid}\\b`),
      })
    } finally {
      child.kill('SIGKILL')
      await exit
    }
    const { database } = await openDatabase({ driver: 'embedded', dataDir: folder.path })
    await database.close()
  })
})
