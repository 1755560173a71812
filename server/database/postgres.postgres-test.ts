// The drivers' contract on a real Postgres through the driver that production uses: directly, and through a pooler in
// both modes that Supabase has. Exceptions: none. Run by .ci/run; needs PgBouncer.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { databaseStatus } from '../operations/database-status.ts'
import { createEmptyDatabase, readTestServerUrl } from '../testing/create-empty-database.ts'
import { startPgbouncer, type TestPgbouncer } from '../testing/start-pgbouncer.ts'
import type { DatabaseUnderTest } from './contract-suite/database-under-contract.ts'
import { describeDatabase } from './database-contract.ts'
import { readDatabaseFiles } from './database-files.ts'
import { openPostgres } from './open-postgres.ts'
import { createPostgresDatabase } from './postgres.ts'

/** A migrated database behind the driver, and a session of the owner's that goes past any pooler. */
async function createDatabase(throughPooler?: TestPgbouncer): Promise<DatabaseUnderTest> {
  const { url, remove } = await createEmptyDatabase(readTestServerUrl())
  const { database } = await openPostgres({ url: throughPooler?.urlOf(url) ?? url, poolSize: 10 })
  const owner = createPostgresDatabase({ url })
  return {
    database,
    admin: { query: sql => owner.query(sql) },
    async close() {
      await Promise.all([database.close(), owner.close()])
      await remove()
    },
  }
}

describeDatabase('the postgres driver', () => createDatabase())

for (const mode of ['session', 'transaction'] as const) {
  describe(`through PgBouncer in ${mode} mode`, () => {
    let pooler: TestPgbouncer
    before(async () => {
      pooler = await startPgbouncer(readTestServerUrl(), { mode })
    })
    after(() => pooler[Symbol.asyncDispose]())

    describeDatabase('the postgres driver', () => createDatabase(pooler))

    it('migrates an empty database once, whoever else starts', async () => {
      const { url, remove } = await createEmptyDatabase(readTestServerUrl())
      const opened = await Promise.all(
        Array.from({ length: 5 }, () => openPostgres({ url: pooler.urlOf(url), poolSize: 2 })),
      )
      const { migrations } = await readDatabaseFiles()
      for (const { database } of opened) {
        assert.equal((await databaseStatus(database)).version, migrations.at(-1)?.name)
        await database.close()
      }
      await remove()
    })
  })
}
