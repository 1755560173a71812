import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { beginTurn } from '../../operations/begin-turn.ts'
import { rateLimitStatus } from '../../operations/rate-limit-status.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  countKinds,
  countRows,
  createIds,
  toBeginTurn,
} from './database-under-contract.ts'

/** Invariant 1: at most `maxMessages` user messages of a conversation in any window, whatever the concurrency. */
export function describeRateLimit(given: () => ContractDatabase): void {
  const limit = { maxMessages: 10, windowSeconds: 60 }
  /** Seconds. Messages of one instant are kept a microsecond apart, and an embedded database's clock has milliseconds. */
  const tick = 0.01

  async function fill(input: { conversationId: string; userId: string }, messages = 10): Promise<void> {
    for (let index = 0; index < messages; index++) {
      await admit(given().database, toBeginTurn({ ...input, messageId: `fill-${index}` }))
    }
  }

  describe('the rate limit', () => {
    it('lets exactly 10 of 200 messages sent at once through, and stores no other', async () => {
      const { database } = given()
      const { conversationId, userId } = createIds()
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          beginTurn(database, toBeginTurn({ conversationId, userId, messageId: `m${index}` })),
        ),
      )
      assert.deepEqual(countKinds(outcomes), { admitted: 10, limited: 190 })
      assert.equal(await countRows(given(), `messages where conversation_id = '${conversationId}'`), 10)
      assert.deepEqual(
        outcomes.flatMap(outcome => (outcome.kind === 'admitted' ? [outcome.remaining] : [])).sort(),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      )
    })

    it('counts each of 50 conversations for itself', async () => {
      const { database } = given()
      const conversations = Array.from({ length: 50 }, createIds)
      const outcomes = await Promise.all(
        conversations.flatMap(({ conversationId, userId }) =>
          [1, 2, 3, 4].map(index =>
            beginTurn(
              database,
              toBeginTurn({ conversationId, userId, messageId: `m${index}`, maxMessages: 3 }),
            ),
          ),
        ),
      )
      assert.deepEqual(countKinds(outcomes), { admitted: 150, limited: 50 })
    })

    it('says when to come back: then, and not before, a message passes', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids, 1)
      await ageConversation(given(), ids.conversationId, 20)
      for (let index = 1; index < 10; index++) {
        await admit(database, toBeginTurn({ ...ids, messageId: `more-${index}` }))
      }
      const attempt = toBeginTurn({ ...ids, messageId: 'eleventh' })
      const limited = await beginTurn(database, attempt)
      assert.ok(limited.kind === 'limited')
      assert.equal(limited.limit, 10)
      assert.ok(limited.retryAfter > 30 && limited.retryAfter <= 40, `retryAfter ${limited.retryAfter}`)
      assert.equal(limited.resetSeconds, limited.retryAfter)

      await ageConversation(given(), ids.conversationId, 35)
      assert.equal((await beginTurn(database, attempt)).kind, 'limited')
      await ageConversation(given(), ids.conversationId, limited.retryAfter - 35 + tick)
      assert.equal((await beginTurn(database, attempt)).kind, 'admitted')
    })

    it('waits for as many messages as a lower limit needs to leave the window', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids, 3)
      await ageConversation(given(), ids.conversationId, 30)
      for (const messageId of ['a', 'b', 'c']) await admit(database, toBeginTurn({ ...ids, messageId }))
      const limited = await beginTurn(database, toBeginTurn({ ...ids, maxMessages: 2 }))
      assert.ok(limited.kind === 'limited')
      // Six are counted: five must leave before one more passes, the fifth is 30 s younger than the first.
      assert.ok(limited.retryAfter > 50 && limited.retryAfter <= 60, `retryAfter ${limited.retryAfter}`)
      assert.ok(limited.resetSeconds <= 30, `resetSeconds ${limited.resetSeconds}`)
    })

    it('holds at the edge of the window', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids)
      await ageConversation(given(), ids.conversationId, 50)
      assert.equal((await beginTurn(database, toBeginTurn(ids))).kind, 'limited')
      await ageConversation(given(), ids.conversationId, 10)
      assert.equal((await beginTurn(database, toBeginTurn(ids))).kind, 'admitted')
    })

    it('gives nothing away when the clock steps back a little', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids)
      await ageConversation(given(), ids.conversationId, -5)
      assert.equal((await beginTurn(database, toBeginTurn(ids))).kind, 'limited')
    })

    it('locks nobody out for an hour when the clock steps back an hour, and still limits', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids)
      await ageConversation(given(), ids.conversationId, -3600)
      const outcomes = await Promise.all(
        Array.from({ length: 15 }, (_, index) =>
          beginTurn(database, toBeginTurn({ ...ids, messageId: `after-${index}` })),
        ),
      )
      assert.deepEqual(countKinds(outcomes), { admitted: 10, limited: 5 })
    })

    it('is a sliding window, for any limit and any sequence of waits', async () => {
      const { database } = given()
      const unit = 100 // seconds: real time passes too while the test runs, and must stay far below
      const windowSeconds = 10 * unit
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 20 }),
          async (maxMessages, waits) => {
            const ids = createIds()
            let ages: number[] = [] // of the messages the model counts, in units the test made pass
            for (const [index, wait] of waits.entries()) {
              if (wait > 0) await ageConversation(given(), ids.conversationId, wait * unit + tick)
              // What is a window old by the test's count is a little older for the database: it has left.
              ages = ages.map(age => age + wait).filter(age => age < 10)
              const outcome = await beginTurn(
                database,
                toBeginTurn({ ...ids, messageId: `m${index}`, maxMessages, windowSeconds }),
              )
              assert.equal(outcome.kind, ages.length < maxMessages ? 'admitted' : 'limited')
              if (outcome.kind === 'admitted') ages.push(0)
              if (outcome.kind === 'admitted') assert.equal(outcome.remaining, maxMessages - ages.length)
            }
          },
        ),
        { numRuns: 25 },
      )
    })
  })

  describe('asking for the rate limit', () => {
    it('spends nothing and creates nothing', async () => {
      const { database } = given()
      const { conversationId } = createIds()
      const before = await countRows(given(), 'conversations')
      const readings = await Promise.all(
        Array.from({ length: 50 }, () => rateLimitStatus(database, { conversationId, ...limit })),
      )
      for (const reading of readings) {
        assert.deepEqual(reading, {
          allowed: true,
          remaining: 10,
          limit: 10,
          window_seconds: 60,
          resetSeconds: 0,
        })
      }
      assert.equal(await countRows(given(), 'conversations'), before)
    })

    it('tells what is left', async () => {
      const { database } = given()
      const ids = createIds()
      await fill(ids, 4)
      const some = await rateLimitStatus(database, { ...ids, ...limit })
      assert.equal(some.remaining, 6)
      assert.ok(some.resetSeconds > 50 && some.resetSeconds <= 60)
      for (let index = 0; index < 6; index++) {
        await admit(database, toBeginTurn({ ...ids, messageId: `more-${index}` }))
      }
      assert.deepEqual(
        await rateLimitStatus(database, { ...ids, ...limit }).then(({ allowed, remaining }) => [
          allowed,
          remaining,
        ]),
        [false, 0],
      )
    })
  })
}
