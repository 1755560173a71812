// What only a real Postgres shows: migrations.sql through psql, Supabase's roles, many that migrate at once. Needs psql and
// TEST_DATABASE_URL (scripts/postgres-server.sh start); run by .ci/run. The contract on Postgres: server/database/postgres.postgres-test.ts.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { databaseDirectory, readDatabaseFiles } from '../server/database/database-files.ts'
import { migrate } from '../server/database/migrate.ts'
import { createPostgresDatabase, type PostgresDatabase } from '../server/database/postgres.ts'
import { readSchema } from '../server/database/read-schema.ts'
import { createEmptyDatabase, readTestServerUrl } from '../server/testing/create-empty-database.ts'

const paste = (url: string) =>
  execFileSync(
    'psql',
    [url, '-v', 'ON_ERROR_STOP=1', '-q', '-f', join(databaseDirectory, 'migrations.sql')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )

const openSession = (url: string) => createPostgresDatabase({ url })

describe('database/migrations.sql on a real Postgres', () => {
  let emptied: Awaited<ReturnType<typeof createEmptyDatabase>>
  let session: PostgresDatabase
  before(async () => {
    emptied = await createEmptyDatabase(readTestServerUrl())
    session = openSession(emptied.url)
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
    const fresh = await createEmptyDatabase(readTestServerUrl())
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
