// What only a real Postgres shows: migrations.sql through psql, Supabase's roles, and the drivers' contract with
// real concurrency. Needs psql and TEST_DATABASE_URL (scripts/postgres-server.sh start); run by .ci/run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pg from 'pg'
import { toCallStatement } from '../server/database/call-statement.ts'
import type { DatabaseUnderTest } from '../server/database/contract-suite/database-under-contract.ts'
import { describeDatabase } from '../server/database/database-contract.ts'
import { databaseDirectory, readDatabaseFiles } from '../server/database/database-files.ts'
import { migrate } from '../server/database/migrate.ts'
import { readSchema } from '../server/database/read-schema.ts'

const serverUrl = process.env.TEST_DATABASE_URL
if (!serverUrl) throw new Error('TEST_DATABASE_URL is not set: see scripts/postgres-server.sh')

/** Makes an empty database; returns its URL and how to remove it. */
async function createEmptyDatabase() {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const url = new URL(serverUrl ?? '')
  const administer = async (sql: string) => {
    const client = new pg.Client({ connectionString: serverUrl })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await administer(`create database ${name}`)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => administer(`drop database ${name} with (force)`) }
}

const paste = (url: string) =>
  execFileSync(
    'psql',
    [url, '-v', 'ON_ERROR_STOP=1', '-q', '-f', join(databaseDirectory, 'migrations.sql')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )

/** A session as migrating wants it, on one connection of its own. */
async function openSession(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    query: async (sql: string) => (await client.query(sql)).rows as Record<string, unknown>[],
    script: async (sql: string) => {
      await client.query(sql)
    },
    close: () => client.end(),
  }
}

async function createDatabase(): Promise<DatabaseUnderTest> {
  const { url, remove } = await createEmptyDatabase()
  paste(url)
  const pool = new pg.Pool({ connectionString: url, max: 20 })
  return {
    admin: { query: async sql => (await pool.query(sql)).rows },
    database: {
      async call(name, args) {
        const { text, values } = toCallStatement(name, args)
        return (await pool.query(text, values)).rows[0]?.result
      },
      close: () => pool.end(),
    },
    async close() {
      await pool.end()
      await remove()
    },
  }
}

describe('database/migrations.sql on a real Postgres', () => {
  let emptied: Awaited<ReturnType<typeof createEmptyDatabase>>
  let session: Awaited<ReturnType<typeof openSession>>
  before(async () => {
    emptied = await createEmptyDatabase()
    session = await openSession(emptied.url)
  })
  after(async () => {
    await session.close()
    await emptied.remove()
  })

  it('is pasted by psql three times, and makes every function', async () => {
    paste(emptied.url)
    const once = await readSchema(session)
    paste(emptied.url)
    paste(emptied.url)
    assert.deepEqual(await readSchema(session), once)
    const { functions } = await readDatabaseFiles()
    for (const { name } of functions) {
      assert.ok(
        once.some(line => line.startsWith(`function CREATE OR REPLACE FUNCTION public.${name}(`)),
        `${name} is missing`,
      )
    }
  })

  it('leaves nothing for migrating to do', async () => {
    assert.deepEqual(await migrate(session, await readDatabaseFiles()), { migrations: [], functions: [] })
  })

  it('gives anon and authenticated nothing', async () => {
    for (const role of ['anon', 'authenticated']) {
      await session.query(`set role ${role}`)
      for (const sql of [
        'select * from users',
        'select * from agent_analytics',
        'select database_status()',
      ]) {
        await assert.rejects(session.query(sql), { code: '42501' }, `${role}: ${sql}`)
      }
      await session.query('reset role')
    }
  })

  it('gives service_role the functions, and what they touch', async () => {
    await session.query('set role service_role')
    const [row] = await session.query(`select begin_turn(p_conversation_id => 'c', p_user_id => 'u',
      p_message_id => 'm', p_content => 'Bonjour')->>'kind' as kind`)
    assert.deepEqual(row, { kind: 'admitted' })
    await session.query('reset role')
  })

  it('is applied once by 10 processes that start at the same time', async () => {
    const fresh = await createEmptyDatabase()
    const sessions = await Promise.all(Array.from({ length: 10 }, () => openSession(fresh.url)))
    try {
      const files = await readDatabaseFiles()
      await Promise.all(sessions.map(each => migrate(each, files)))
      const [first] = sessions
      const applied = await first?.query(
        `select name from schema_migrations where kind = 'migration' order by name`,
      )
      assert.deepEqual(
        applied,
        files.migrations.map(({ name }) => ({ name })),
      )
    } finally {
      await Promise.all(sessions.map(each => each.close()))
      await fresh.remove()
    }
  })
})

describeDatabase('the functions on a real Postgres', createDatabase)
