import { after, before, describe } from 'node:test'
import { describeAccess } from './contract-suite/access-contract.ts'
import { describeConversations } from './contract-suite/conversation-contract.ts'
import { describeCosts } from './contract-suite/costs-contract.ts'
import type { ContractDatabase, DatabaseUnderTest } from './contract-suite/database-under-contract.ts'
import { describeDocuments } from './contract-suite/document-contract.ts'
import { describeEmbeddings } from './contract-suite/embedding-contract.ts'
import { describeEvents } from './contract-suite/event-contract.ts'
import { describeKeeping } from './contract-suite/keeping-contract.ts'
import { describeLeases } from './contract-suite/lease-contract.ts'
import { describeLegacy } from './contract-suite/legacy-contract.ts'
import { describeMessages } from './contract-suite/message-contract.ts'
import { describeOutbox } from './contract-suite/outbox-contract.ts'
import { describeOwnership } from './contract-suite/ownership-contract.ts'
import { describePairs } from './contract-suite/pair-contract.ts'
import { describeRateLimit } from './contract-suite/rate-limit-contract.ts'
import { describeRetention } from './contract-suite/retention-contract.ts'
import { describeSearch } from './contract-suite/search-contract.ts'
import { describeSpending } from './contract-suite/spending-contract.ts'
import { describeSpendingRaces } from './contract-suite/spending-races-contract.ts'
import { describeStatus } from './contract-suite/status-contract.ts'
import { describeTurns } from './contract-suite/turn-contract.ts'
import { describeValidity } from './contract-suite/validity-contract.ts'
import { describeWebDocuments } from './contract-suite/web-contract.ts'

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
    describeLeases(given)
    describeMessages(given)
    describeRateLimit(given)
    describeOwnership(given)
    describeConversations(given)
    describeDocuments(given)
    describeSearch(given)
    describePairs(given)
    describeValidity(given)
    describeWebDocuments(given)
    describeEmbeddings(given)
    describeStatus(given)
    describeSpending(given)
    describeSpendingRaces(given)
    describeCosts(given)
    describeKeeping(given)
    describeRetention(given)
    describeEvents(given)
    describeOutbox(given)
    describeLegacy(given)
    describeAccess(given)
  })
}
