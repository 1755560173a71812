import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databaseStatus } from '../../operations/database-status.ts'
import { pingDatabase } from '../../operations/ping-database.ts'
import { readDatabaseFiles } from '../database-files.ts'
import type { ContractDatabase } from './database-under-contract.ts'

/** What health and start-up read. */
export function describeStatus(given: () => ContractDatabase): void {
  describe('the state of the database', () => {
    it('names the last migration, to a ping and in full', async () => {
      const { database } = given()
      const { migrations } = await readDatabaseFiles()
      const version = migrations.at(-1)?.name
      assert.deepEqual(await pingDatabase(database), { version, writable: true })
      assert.equal((await databaseStatus(database)).version, version)
    })
  })
}
