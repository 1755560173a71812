import { after, before, describe } from 'node:test'
import { describeAccess } from './contract-suite/access.ts'
import { describeConversations } from './contract-suite/conversations.ts'
import { describeDocuments } from './contract-suite/documents.ts'
import type { ContractDatabase, DatabaseUnderTest } from './contract-suite/given.ts'
import { describeLegacy } from './contract-suite/legacy.ts'
import { describeOwnership } from './contract-suite/ownership.ts'
import { describeRateLimit } from './contract-suite/rate-limit.ts'
import { describeTurns } from './contract-suite/turns.ts'

/**
 * The contract every driver passes unchanged: all verbs, and the invariants attacked. One migrated database serves
 * the whole suite (each test has ids of its own); nothing else may write to it meanwhile.
 */
export function describeDatabase(name: string, createDatabase: () => Promise<DatabaseUnderTest>): void {
  describe(name, () => {
    let opened: DatabaseUnderTest | undefined
    before(async () => {
      opened = await createDatabase()
    })
    after(() => opened?.close())
    const given = (): ContractDatabase => {
      if (!opened) throw new Error('the database under test is not open')
      return opened
    }
    describeTurns(given)
    describeRateLimit(given)
    describeOwnership(given)
    describeConversations(given)
    describeDocuments(given)
    describeLegacy(given)
    describeAccess(given)
  })
}
