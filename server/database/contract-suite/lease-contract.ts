import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { abandonTurn } from '../../operations/abandon-turn.ts'
import { beginTurn } from '../../operations/begin-turn.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { releaseTurns } from '../../operations/release-turns.ts'
import { renewTurns } from '../../operations/renew-turns.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  countKinds,
  countRows,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

type LeasedInput = ReturnType<typeof toBeginTurn> & { leaseHolder: string }

/** Leases: one answerer of a turn at a time, and another when that one is gone. */
export function describeLeases(given: () => ContractDatabase): void {
  const rowsOf = (conversationId: string) =>
    countRows(given(), `messages where conversation_id = '${conversationId}'`)

  describe('a lease', () => {
    it('that is over gives the turn to the next caller, with no second row and nothing counted twice', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseSeconds: 30 })
      const first = await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 31)
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => beginTurn(database, turn)))
      assert.deepEqual(countKinds(outcomes), { admitted: 1, running: 9 })
      const again = outcomes.find(outcome => outcome.kind === 'admitted')
      assert.equal(again?.remaining, first.remaining)
      assert.equal(await rowsOf(turn.conversationId), 1)
    })

    it('is taken up with the history it had: nothing of the turn itself, nothing later', async () => {
      const { database } = given()
      const { conversationId, userId } = createIds()
      const turns = ['m1', 'm2', 'm3'].map(messageId =>
        toBeginTurn({ conversationId, userId, messageId, content: messageId }),
      )
      for (const turn of turns) await admit(database, turn)
      await ageConversation(given(), conversationId, 61)
      const [, second = toBeginTurn()] = turns
      const { history } = await admit(database, second)
      assert.deepEqual(
        history.map(({ content }) => content),
        ['m1'],
      )
    })

    it('lets its holder in again, whose first answer was lost, and nobody else', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1' })
      const first = await admit(database, turn)
      assert.equal((await admit(database, turn)).remaining, first.remaining)
      assert.equal((await beginTurn(database, { ...turn, leaseHolder: 'request-2' })).kind, 'running')
      const { leaseHolder: _, ...anonymous } = turn
      assert.equal((await beginTurn(database, anonymous)).kind, 'running')
      assert.equal(await rowsOf(turn.conversationId), 1)
    })

    it('is given up by its holder, and not by who held it before', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1', leaseSeconds: 30 })
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 31)
      await admit(database, { ...turn, leaseHolder: 'request-2' })
      const giveUp = (leaseHolder: string) => abandonTurn(database, { ...turn, leaseHolder })
      assert.deepEqual(await giveUp('request-1'), { abandoned: false })
      assert.equal((await beginTurn(database, turn)).kind, 'running')
      assert.deepEqual(await giveUp('request-2'), { abandoned: true })
      await admit(database, turn)
    })

    it('is renewed by its holder only, until the turn has ended, and makes nothing', async () => {
      const { database } = given()
      const turn = toBeginTurn({ leaseHolder: 'request-1', leaseSeconds: 30 })
      const renew = async (leaseHolder: string) =>
        (await renewTurns(database, { turns: [{ ...turn, leaseHolder }], leaseSeconds: 30 })).renewed
      assert.equal(await renew('request-1'), 0)
      assert.equal(await rowsOf(turn.conversationId), 0)
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 29)
      assert.equal(await renew('request-2'), 0)
      assert.equal(await renew('request-1'), 1)
      const other = { ...turn, leaseHolder: 'request-2' }
      await ageConversation(given(), turn.conversationId, 29)
      assert.equal((await beginTurn(database, other)).kind, 'running')
      await ageConversation(given(), turn.conversationId, 2)
      await admit(database, other)
      assert.equal(await renew('request-1'), 0)
      await finishTurn(database, toFinishTurn(turn))
      assert.equal(await renew('request-2'), 0)
    })

    it('is renewed with the others of its process, each for itself', async () => {
      const { database } = given()
      const holders = ['request-1', 'request-2', 'request-3']
      const turns = holders.map(leaseHolder => ({
        ...toBeginTurn({ leaseHolder, leaseSeconds: 30 }),
        leaseHolder,
      }))
      for (const turn of turns) await admit(database, turn)
      for (const turn of turns) await ageConversation(given(), turn.conversationId, 29)
      const [ended, mine, others] = turns as [LeasedInput, LeasedInput, LeasedInput]
      await finishTurn(database, toFinishTurn(ended))
      const asked = [ended, mine, { ...others, leaseHolder: 'request-4' }]
      assert.deepEqual(await renewTurns(database, { turns: asked, leaseSeconds: 30 }), { renewed: 1 })
      for (const turn of turns) await ageConversation(given(), turn.conversationId, 2)
      const again = (turn: LeasedInput) => beginTurn(database, { ...turn, leaseHolder: 'request-5' })
      assert.equal((await again(mine)).kind, 'running')
      assert.equal((await again(others)).kind, 'admitted')
      assert.deepEqual(await renewTurns(database, { turns: [], leaseSeconds: 30 }), { renewed: 0 })
    })

    it('that a clock since stepped back would keep for hours does not hold', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, -3600)
      await admit(database, turn)
    })

    it('ends for every turn when the one process that owns the database starts', async () => {
      const { database } = given()
      const turn = toBeginTurn()
      await admit(database, turn)
      assert.equal((await beginTurn(database, turn)).kind, 'running')
      const { released } = await releaseTurns(database)
      assert.ok(released >= 1)
      await admit(database, turn)
    })
  })
}
