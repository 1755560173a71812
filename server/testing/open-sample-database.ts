import { join } from 'node:path'
import type pg from 'pg'
import { toCallStatement } from '../database/call-statement.ts'
import { ingestFiles } from '../ingest/ingest-files.ts'
import type { Database } from '../ports/database.ts'
import { createPostgresDatabase, type PostgresTestDatabase } from './create-postgres-database.ts'

const knowledge = join(import.meta.dirname, '../../knowledge')

/** A migrated database of its own on the server of TEST_DATABASE_URL, with the sample documents of each owner. */
export async function openSampleDatabase(): Promise<PostgresTestDatabase> {
  const store = await createPostgresDatabase()
  const database = toPoolDatabase(store.pool)
  for (const agent of ['audrey', 'carole', 'shared']) {
    await ingestFiles({ database, paths: [join(knowledge, agent)], agent })
  }
  return store
}

/** The port over connections of a test, without what the driver does when they fail. */
export function toPoolDatabase(pool: pg.Pool): Database {
  return {
    async call(name, args) {
      const { text, values } = toCallStatement(name, args)
      return (await pool.query(text, values)).rows[0]?.result
    },
    close: async () => undefined,
  }
}
