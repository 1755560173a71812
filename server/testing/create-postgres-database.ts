import pg from 'pg'
import { readDatabaseFiles } from '../database/database-files.ts'
import { migrate } from '../database/migrate.ts'
import { createEmptyDatabase, readTestServerUrl } from './create-empty-database.ts'

export interface PostgresTestDatabase extends AsyncDisposable {
  url: string
  /** The owner's connections, to look behind the port. */
  pool: pg.Pool
}

/**
 * An empty database on the server of TEST_DATABASE_URL, migrated unless the test says otherwise, and removed with
 * whatever is still connected when the test that holds it ends. Throws when TEST_DATABASE_URL is not set.
 */
export async function createPostgresDatabase({ migrated = true } = {}): Promise<PostgresTestDatabase> {
  const { url, remove } = await createEmptyDatabase(readTestServerUrl())
  const pool = new pg.Pool({ connectionString: url, max: 20 })
  // A connection that is lost while idle is the pool's business.
  pool.on('error', () => undefined)
  if (migrated) await applyMigrations(pool)
  return {
    url,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end()
      await remove()
    },
  }
}

async function applyMigrations(pool: pg.Pool): Promise<void> {
  const client = await pool.connect()
  try {
    await migrate(
      {
        query: async sql => (await client.query(sql)).rows,
        script: async sql => void (await client.query(sql)),
      },
      await readDatabaseFiles(),
    )
  } finally {
    client.release()
  }
}
