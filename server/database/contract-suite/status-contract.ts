import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { databaseStatus } from '../../operations/database-status.ts'
import { inspectDatabase } from '../../operations/inspect-database.ts'
import { pingDatabase } from '../../operations/ping-database.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { readOwnIndexes, readOwnObjects } from '../schema-ownership.ts'
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

    it('finds all that the files make, valid and closed to strangers, and names what is not there', async () => {
      const { database } = given()
      const files = await readDatabaseFiles()
      const expected = { ...readOwnObjects(files), indexes: readOwnIndexes(files) }
      assert.ok(expected.indexes.length > 10)
      const found = await inspectDatabase(database, expected)
      assert.deepEqual([found.missing, found.missingIndexes, found.invalidIndexes], [[], [], []])
      assert.deepEqual([found.unsecuredTables, found.openObjects, found.deniedFunctions], [[], [], []])
      assert.ok(found.writable && found.maxConnections > 1)
      assert.match(found.pgvector ?? '', /^0\.\d/)
      assert.ok(Math.abs(found.milliseconds - Date.now()) < 60_000)
      const more = { relations: ['no_table'], functions: ['no_function'], indexes: ['no_index'] }
      const without = await inspectDatabase(database, more)
      assert.deepEqual(without.missing, ['no_table', 'no_function()'])
      assert.deepEqual(without.missingIndexes, ['no_index'])
    })
  })
}
