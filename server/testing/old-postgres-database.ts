import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type pg from 'pg'
import { databaseDirectory } from '../database/database-files.ts'
import { createPostgresDatabase } from './create-postgres-database.ts'

/** What a process of its own runs to migrate: with the address as its argument, a line a step. */
export const migrationProgram = join(import.meta.dirname, 'migrate-database.ts')

/** Migrates in a process of its own, killed once it has said `killAfter` steps; returns how many it said, and whether it ended by itself. */
export async function migrateInProcess(url: string, killAfter = Number.POSITIVE_INFINITY) {
  const child = spawn(process.execPath, [migrationProgram, url], { stdio: ['ignore', 'pipe', 'pipe'] })
  let problem = ''
  child.stderr.on('data', chunk => {
    problem += chunk
  })
  const exited = new Promise<number | null>(resolve => child.once('exit', resolve))
  const steps: string[] = []
  for await (const line of createInterface(child.stdout)) {
    steps.push(line)
    if (steps.length > killAfter) child.kill('SIGKILL')
  }
  const code = await exited
  assert.ok(code === 0 || code === null, problem)
  return { steps, ended: code === 0 }
}

/** A database on the server of TEST_DATABASE_URL with tables that an older version made; dropped afterwards. */
export async function withOldDatabase(
  sql: string,
  use: (url: string, pool: pg.Pool) => Promise<void>,
): Promise<void> {
  await using database = await createPostgresDatabase({ migrated: false })
  await database.pool.query(sql)
  await use(database.url, database.pool)
}

/** What migrate() needs, of a connection that the test has. */
export const toSession = (client: pg.Client | pg.PoolClient) => ({
  query: async (sql: string) => (await client.query(sql)).rows,
  async script(sql: string) {
    try {
      await client.query(sql)
    } catch (error) {
      // As the driver: a script that failed inside its own transaction leaves it open.
      await client.query('rollback')
      throw error
    }
  },
})

/** Runs database/migrations.sql as an operator does, by psql. */
export const paste = (url: string) =>
  execFileSync(
    'psql',
    [url, '-v', 'ON_ERROR_STOP=1', '-q', '-f', join(databaseDirectory, 'migrations.sql')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
