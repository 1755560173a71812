import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyRetention } from '../../operations/apply-retention.ts'
import { claimJob } from '../../operations/claim-job.ts'
import { countVisitor } from '../../operations/count-visitor.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { finishJob } from '../../operations/finish-job.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import {
  admit,
  ageAll,
  type ContractDatabase,
  createIds,
  storeTurn,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

/** What time takes away, and who does it. */
export function describeRetention(given: () => ContractDatabase): void {
  describe('retention', () => {
    it('deletes after 180 days, not before', async () => {
      const { database } = given()
      const ages = [179, 180 - 1 / 1440, 180 + 1 / 1440, 181]
      const turns = []
      for (const days of ages) {
        const turn = await storeTurn(given())
        await ageAll(given(), turn, days)
        turns.push(turn)
      }
      await applyRetention(database, { days: 180, limit: 500 })
      const left = []
      for (const { userId } of turns) left.push(await countVisitor(database, { userId }))
      const whole = { users: 1, conversations: 1, messages: 2 }
      const nothing = { users: 0, conversations: 0, messages: 0 }
      assert.deepEqual(left, [whole, whole, nothing, nothing])
    })

    it('takes old messages out of a conversation that goes on, and keeps its visitor', async () => {
      const { database } = given()
      const turn = await storeTurn(given())
      await ageAll(given(), turn, 200)
      await storeTurn(given(), { userId: turn.userId, conversationId: turn.conversationId })
      await applyRetention(database, { days: 180, limit: 500 })
      assert.deepEqual(await countVisitor(database, { userId: turn.userId }), {
        users: 1,
        conversations: 1,
        messages: 2,
      })
    })

    it('leaves a question alone while it is being answered', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await ageAll(given(), turn, 200)
      await admit(database, turn) // its lease was over: taken up again, 200 days later
      await applyRetention(database, { days: 180, limit: 500 })
      assert.equal((await finishTurn(database, toFinishTurn(turn))).kind, 'stored')
    })

    it('works in batches until there is no more', async () => {
      const { database } = given()
      await applyRetention(database, { days: 180, limit: 500 }) // what other tests left
      const turns = []
      for (let index = 0; index < 5; index++) {
        const turn = await storeTurn(given())
        await ageAll(given(), turn, 300)
        turns.push(turn)
      }
      const removed = []
      for (let more = true; more; ) {
        const outcome = await applyRetention(database, { days: 180, limit: 3 })
        removed.push(outcome.messages)
        more = outcome.more
      }
      assert.ok(removed.every(count => count <= 3))
      assert.equal(
        removed.reduce((sum, count) => sum + count),
        10,
      )
      for (const { userId } of turns) assert.equal((await countVisitor(database, { userId })).users, 0)
    })

    it('of 0 days keeps everything', async () => {
      const turn = await storeTurn(given())
      await ageAll(given(), turn, 4000)
      const outcome = await applyRetention(given().database, { days: 0, limit: 500 })
      assert.deepEqual(outcome, { messages: 0, conversations: 0, users: 0, more: false })
      assert.equal((await countVisitor(given().database, { userId: turn.userId })).messages, 2)
      await eraseVisitor(given().database, { userId: turn.userId })
    })
  })

  describe('a job', () => {
    const claim = (name: string) => claimJob(given().database, { name, everySeconds: 3600, leaseSeconds: 60 })

    it('is taken by one of many, and not again before it is due', async () => {
      const { database, admin } = given()
      const name = `job-${createIds().messageId}`
      const claims = await Promise.all(Array.from({ length: 20 }, () => claim(name)))
      assert.equal(claims.filter(({ claimed }) => claimed).length, 1)
      await finishJob(database, { name, done: true, result: { messages: 3 } })
      assert.deepEqual(await claim(name), { claimed: false })
      await admin.query(
        `update jobs set last_finished_at = last_finished_at - interval '61 minutes' where name = '${name}'`,
      )
      assert.deepEqual(await claim(name), { claimed: true })
    })

    it('is free again when whoever took it was killed, or gave it back unfinished', async () => {
      const { database, admin } = given()
      const name = `job-${createIds().messageId}`
      assert.deepEqual(await claim(name), { claimed: true })
      assert.deepEqual(await claim(name), { claimed: false })
      await admin.query(
        `update jobs set lease_until = clock_timestamp() - interval '1 second' where name = '${name}'`,
      )
      assert.deepEqual(await claim(name), { claimed: true })
      await finishJob(database, { name, done: false, result: {} })
      assert.deepEqual(await claim(name), { claimed: true })
    })
  })
}
