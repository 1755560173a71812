// Between a real Postgres and the embedded database: needs TEST_DATABASE_URL (scripts/postgres-server.sh start).
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { createPostgresDatabase } from '../../testing/create-postgres-database.ts'
import { fillTables } from '../../testing/fill-tables.ts'
import { createFolder } from '../../testing/start-product.ts'
import { versionOneDatabase } from '../../testing/version-one-database.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { migrate } from '../migrate.ts'
import { openDatabase } from '../open-database.ts'
import { readSchema } from '../read-schema.ts'
import { type BackupReport, backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { move } from './move.ts'
import { openPostgresSession } from './postgres-session.ts'
import { restore } from './restore.ts'

const folder = createFolder()
const original = { driver: 'embedded', dataDir: join(folder.path, 'original') } as const
const file = join(folder.path, 'embedded.gz')
let report: BackupReport

before(async () => {
  await (await openDatabase(original)).database.close()
  const session = openEmbeddedSession(join(original.dataDir, 'database'))
  await fillTables(session, 400)
  await session.close()
  report = await backUp(original, file, '1.2.3')
})
after(() => folder[Symbol.dispose]())

/** Runs a command of scripts/ as npm does. */
function start(
  script: string,
  args: string[],
  env: Record<string, string>,
): { child: ChildProcess; output(): string } {
  const path = join(import.meta.dirname, '../../../scripts', script)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => (output += part))
  return { child, output: () => output }
}

describe('moving to Postgres', () => {
  it('gives the same rows, schema and rights as a Postgres of our own, and the way back', async () => {
    await using target = await createPostgresDatabase({ migrated: false })
    await using own = await createPostgresDatabase()
    const moved = await move(original.dataDir, target.url, '1.2.3')
    assert.deepEqual(moved.tables, report.tables)
    const schema = (pool: typeof own.pool) => readSchema({ query: async sql => (await pool.query(sql)).rows })
    assert.deepEqual(await schema(target.pool), await schema(own.pool))

    const back = join(folder.path, 'postgres.gz')
    const fromPostgres = await backUp({ driver: 'postgres', url: target.url }, back, '1.2.3')
    assert.deepEqual(fromPostgres.tables, report.tables)
    const restored = await restore({
      target: { driver: 'embedded', dataDir: join(folder.path, 'back') },
      file: back,
    })
    assert.deepEqual(restored.tables, report.tables)
    assert.deepEqual((await backUp(original, file, '1.2.3')).tables, report.tables, 'the source changed')
  })

  it('refuses a target that has data, and one that is not there', async () => {
    await using target = await createPostgresDatabase()
    await target.pool.query(`insert into users (id) values ('somebody')`)
    await assert.rejects(move(original.dataDir, target.url, '1'), { code: 'not_empty', message: /arrivée/ })
    assert.equal((await target.pool.query('select id from users')).rowCount, 1)
    await assert.rejects(move(original.dataDir, 'postgresql://a:b@127.0.0.1:1/x', '1'), (error: Error) => {
      return /127\.0\.0\.1:1/.test(error.message) && !/a:b/.test(error.message)
    })
  })

  it('killed at any moment leaves no row, and is run again', async () => {
    await using target = await createPostgresDatabase({ migrated: false })
    const dataDir = join(folder.path, 'killed')
    cpSync(original.dataDir, dataDir, { recursive: true })
    const env = { DATA_DIR: dataDir }
    const seen = new Set<string>()
    for (const phase of ['insert into', 'create index', 'declare', 'fetch forward']) {
      const { child } = start('move.ts', ['--to', target.url], env)
      // Killed while the server works on a statement of that kind, or waits for us after it.
      while (child.exitCode === null && child.signalCode === null) {
        const { rows } = await target.pool.query(
          `select query from pg_stat_activity where datname = current_database() and application_name = 'chatbot-v2'`,
        )
        if (rows.some(({ query }) => String(query).trim().toLowerCase().startsWith(phase))) {
          child.kill('SIGKILL')
          seen.add(phase)
          break
        }
        await delay(1)
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      if (!seen.has(phase)) break // it was faster than we: it is through
      const left = await target.pool.query(`select to_regclass('users') as there`)
      if (left.rows[0].there !== null) {
        assert.deepEqual((await target.pool.query('select count(*)::int as count from users')).rows, [
          { count: 0 },
        ])
      }
    }
    assert.ok(seen.size >= 3, `killed only at ${[...seen].join(', ')}`)
    const { child, output } = start('move.ts', ['--to', target.url], env)
    await once(child, 'close')
    // The last kill may have come after the commit: then the target is whole, and refuses a second time.
    assert.ok(child.exitCode === 0 || /n'est pas vide/.test(output()), output())
    const made = await backUp({ driver: 'postgres', url: target.url }, join(folder.path, 'killed.gz'), '1')
    assert.deepEqual(made.tables, report.tables)
    if (child.exitCode === 0)
      assert.match(output(), new RegExp(`DATABASE_URL=${target.url.replaceAll('?', '\\?')}\n`))
  })
})

describe('a backup of a Postgres', () => {
  it('is of one instant, whatever is written meanwhile', async () => {
    await using source = await createPostgresDatabase()
    await source.pool.query(`insert into users (id) values ('u')`)
    await source.pool.query(`insert into conversations (id, user_id) values ('c', 'u')`)
    let writing = true
    let written = 0
    // Each transaction adds one row to two tables that are read minutes apart, as far as they can tell.
    const writer = (async () => {
      while (writing) {
        const id = `w${++written}`
        await source.pool.query(`with a as (insert into users (id) values ('${id}') returning id)
          insert into messages (id, conversation_id, role, content) select id, 'c', 'user', repeat('x', 1000) from a`)
      }
    })()
    while (written < 200) await delay(5)
    for (let round = 0; round < 3; round++) {
      const before = written
      const made = await backUp({ driver: 'postgres', url: source.url }, join(folder.path, 'live.gz'), '1')
      assert.equal(made.tables.messages?.rows, (made.tables.users?.rows ?? 0) - 1)
      assert.ok((made.tables.messages?.rows ?? 0) >= before - 1)
    }
    writing = false
    await writer
  })
})

describe('restoring into a Postgres', () => {
  it('that has data refuses, or replaces all of it in one transaction', async () => {
    await using target = await createPostgresDatabase()
    await target.pool.query(`insert into users (id) values ('somebody')`)
    const database = { driver: 'postgres', url: target.url } as const
    await assert.rejects(restore({ target: database, file }), { code: 'not_empty' })
    const replaced = await restore({ target: database, file, replace: true })
    assert.deepEqual(replaced.tables, report.tables)
    assert.equal((await target.pool.query(`select from users where id = 'somebody'`)).rowCount, 0)
  })

  it('that fails at the end leaves what was there', async () => {
    await using target = await createPostgresDatabase()
    await target.pool.query(`insert into users (id) values ('somebody')`)
    // Something of an operator's that the rows of the backup break.
    await target.pool.query(`create table watched (id text references users (id))`)
    await assert.rejects(restore({ target: { driver: 'postgres', url: target.url }, file, replace: true }), {
      code: '0A000',
    })
    await target.pool.query('drop table watched; create unique index one_status on conversations ((1))')
    await assert.rejects(restore({ target: { driver: 'postgres', url: target.url }, file, replace: true }), {
      code: '23505',
    })
    assert.deepEqual((await target.pool.query('select id from users')).rows, [{ id: 'somebody' }])
    const { rows } = await target.pool.query(
      `select count(*)::int as disabled from pg_trigger where tgenabled <> 'O'`,
    )
    assert.deepEqual(rows, [{ disabled: 0 }])
  })

  it('waits for nobody who was killed', async () => {
    await using target = await createPostgresDatabase()
    const session = await openPostgresSession(target.url)
    await session.query('begin')
    await session.script(`${session.settings} lock table users`)
    await session.close()
    await restore({ target: { driver: 'postgres', url: target.url }, file })
  })
})

describe('a converted database beside which version 1 still writes', () => {
  it('is moved, saved and restored with what that needs, also over itself', async () => {
    const dataDir = join(folder.path, 'converted')
    mkdirSync(dataDir)
    const session = openEmbeddedSession(join(dataDir, 'database'))
    await session.script(
      `${versionOneDatabase} create view greetings as select content from messages where role = 'user'`,
    )
    await migrate(session, await readDatabaseFiles())
    await session.close()
    const saved = join(folder.path, 'converted.gz')

    async function checkWriting(pool: pg.Pool) {
      const { rows } = await pool.query(`with c as (select id from conversations limit 1)
        insert into messages (conversation_id, role, content, agent_type, "timestamp")
        select id, 'assistant', 'Voilà', 'automation', '2026-01-02 10:00' from c
        returning agent, created_at at time zone 'UTC' = "timestamp" as same`)
      assert.deepEqual(rows, [{ agent: 'audrey', same: true }])
    }
    await using moved = await createPostgresDatabase({ migrated: false })
    const { child, output } = start('move.ts', ['--to', moved.url], { DATA_DIR: dataDir })
    await once(child, 'close')
    assert.equal(child.exitCode, 0, output())
    assert.match(output(), /\nPas dans la base d’arrivée, car pas à chatbot-v2 : vue greetings\./)
    await checkWriting(moved.pool)

    await moved.pool.query('create index messages_by_length on messages (length(content))')
    const backup = start('backup.ts', ['--to', saved], { DATABASE_URL: moved.url })
    await once(backup.child, 'close')
    assert.match(backup.output(), /\nPas dans le fichier, .* : index messages_by_length\./)
    await using target = await createPostgresDatabase({ migrated: false })
    for (const replace of [false, true]) {
      await restore({ target: { driver: 'postgres', url: target.url }, file: saved, replace })
      await checkWriting(target.pool)
    }
    const rights = await target.pool.query(
      `select has_function_privilege('public', oid, 'execute') as anybody from pg_proc where proname in ('keep_legacy_columns', 'mark_question')`,
    )
    assert.deepEqual(rights.rows, [{ anybody: false }, { anybody: false }])
  })
})

describe('npm run backup and restore', () => {
  it('take DATABASE_URL when it is given, and say in one line what they did', async () => {
    await using source = await createPostgresDatabase()
    await restore({ target: { driver: 'postgres', url: source.url }, file })
    const to = join(folder.path, 'by-command.gz')
    const backup = start('backup.ts', ['--to', to], {
      DATABASE_URL: source.url,
      DATA_DIR: join(folder.path, 'unused'),
    })
    await once(backup.child, 'close')
    assert.match(
      backup.output(),
      /^Sauvegardé et vérifié : [\d ]+ lignes dans \d+ tables .* · \/.*by-command\.gz\n$/,
    )
    await using target = await createPostgresDatabase({ migrated: false })
    const restoring = start('restore.ts', ['--from', to], { DATABASE_URL: target.url })
    await once(restoring.child, 'close')
    assert.match(restoring.output(), /^Restauré et comparé .* identiques · [\d,]+ s\n$/)
    const supabase = start('backup.ts', [], {
      SUPABASE_URL: 'https://x.supabase.co',
      SUPABASE_SERVICE_KEY: 'k',
    })
    await once(supabase.child, 'close')
    assert.match(supabase.output(), /DATABASE_URL/)
    assert.equal(supabase.child.exitCode, 1)
  })
})
