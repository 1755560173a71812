// A server's own limit for a statement (Supabase: two minutes for everybody) is not one for a migration. Needs
// TEST_DATABASE_URL and psql.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/create-postgres-database.ts'
import { startPgbouncer } from '../testing/start-pgbouncer.ts'
import { fillVersionOne, versionOneTables } from '../testing/version-one-database.ts'
import { databaseDirectory } from './database-files.ts'
import { openPostgres } from './open-postgres.ts'
import { parsePostgresAddress } from './postgres-address.ts'
import { toPostgresProblem } from './postgres-problem.ts'

/** Milliseconds, far more than what is not made slow needs on a busy machine. */
const limit = 250
/** Seconds. */
const slow = 0.5

/** Limits statements, and has what changes tables or indexes take longer than that, once a transaction. */
async function limitStatements({ url, pool }: PostgresTestDatabase): Promise<void> {
  const administrator = new URL(url)
  administrator.username = 'postgres'
  const client = new pg.Client(administrator.href)
  await client.connect()
  await client.query(`create schema slowness;
    create function slowness.wait() returns event_trigger language plpgsql as $$
    begin
      if current_setting('slowness.waited', true) is distinct from 'yes' then
        perform set_config('slowness.waited', 'yes', true), pg_sleep(${slow});
      end if;
    end $$;
    create event trigger wait on ddl_command_start execute function slowness.wait()`)
  await client.end()
  const [row] = (await pool.query('select current_database() as name')).rows
  await pool.query(`alter database "${row.name}" set statement_timeout = ${limit}`)
}

describe("a server's own statement_timeout", () => {
  it('does not end a conversion, nor the making of its indexes', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    await store.pool.query(versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }))
    await limitStatements(store)
    const { database } = await openPostgres({ url: store.url })
    const [setting] = await database.query(`select current_setting('statement_timeout') as kept`)
    assert.deepEqual(setting, { kept: `${limit}ms` })
    const [row] = await database.query('select count(*)::int as rows from messages')
    assert.deepEqual(row, { rows: 20_000 })
    await database.close()
  })

  it('does not end a conversion behind a pooler in transaction mode, nor is it lifted there for others', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    await store.pool.query(versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }))
    await limitStatements(store)
    await using pooler = await startPgbouncer(store.url, { mode: 'transaction', poolSize: 2 })
    const { database } = await openPostgres({ url: pooler.urlOf(store.url) })
    const [setting] = await database.query(`select current_setting('statement_timeout') as kept`)
    assert.deepEqual(setting, { kept: `${limit}ms` })
    await database.close()
  })

  it('does not end the preparing of an empty database', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    await limitStatements(store)
    const { database, migrated } = await openPostgres({ url: store.url })
    assert.ok(migrated.migrations.length > 0)
    await database.close()
  })

  it('does not end database/migrations.sql when it is pasted', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    await store.pool.query(versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }))
    await limitStatements(store)
    execFileSync(
      'psql',
      [store.url, '-v', 'ON_ERROR_STOP=1', '-qf', join(databaseDirectory, 'migrations.sql')],
      {
        stdio: 'ignore',
      },
    )
    const { rows } = await store.pool.query('select count(*)::int as rows from messages')
    assert.deepEqual(rows, [{ rows: 20_000 }])
  })

  it('is named in French where it cannot be lifted, with what to do', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    const client = await store.pool.connect()
    await client.query(`set statement_timeout = ${limit}`)
    const error: unknown = await client.query('select pg_sleep(5)').catch(cause => cause)
    client.release(true)
    const problem = toPostgresProblem(error, parsePostgresAddress(store.url))
    assert.match(problem.message, /statement_timeout.*5432/)
  })
})
