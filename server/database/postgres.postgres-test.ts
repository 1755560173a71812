// The drivers' contract on a real Postgres, through the driver that production uses. Run by .ci/run.
import { createEmptyDatabase, readTestServerUrl } from '../testing/create-empty-database.ts'
import type { DatabaseUnderTest } from './contract-suite/database-under-contract.ts'
import { describeDatabase } from './database-contract.ts'
import { openPostgres } from './open-postgres.ts'

async function createDatabase(): Promise<DatabaseUnderTest> {
  const { url, remove } = await createEmptyDatabase(readTestServerUrl())
  const { database } = await openPostgres({ url, poolSize: 20 })
  return {
    database,
    admin: { query: sql => database.query(sql) },
    async close() {
      await database.close()
      await remove()
    },
  }
}

describeDatabase('the postgres driver', createDatabase)
