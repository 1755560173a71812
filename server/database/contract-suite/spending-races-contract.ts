import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { abandonTurn } from '../../operations/abandon-turn.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { reserveMore } from '../../operations/reserve-more.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  createIds,
  toBeginTurn,
} from './database-under-contract.ts'
import { createSpendingFigures, dollars, exact } from './spending-figures.ts'

/** Money, many turns at once: no budget is passed, and all of it adds up. */
export function describeSpendingRaces(given: () => ContractDatabase): void {
  const { total, leaving } = createSpendingFigures(given)

  describe('a budget that many ask at once', () => {
    it('of a visitor’s day is exact when all their turns come', async () => {
      const { database } = given()
      const { userId } = createIds()
      const budget = { turn: 0.1, month: 1e6, visitorDay: 0.3 }
      const states = await Promise.all(
        Array.from({ length: 12 }, () => admit(database, toBeginTurn({ userId, budget }))),
      )
      assert.equal(states.filter(({ budget }) => budget?.granted).length, 3)
    })

    it('is exact when 200 maximal turns come and one fits', async () => {
      const { database } = given()
      const budget = await leaving(1)
      const states = await Promise.all(
        Array.from({ length: 200 }, () => admit(database, toBeginTurn({ budget }))),
      )
      assert.equal(states.filter(({ budget }) => budget?.granted).length, 1)
      const { spent, reserved } = await total()
      assert.equal(exact(spent + reserved), exact(budget.month ?? 0))
    })

    it('of one dollar is never passed by 50 turns that ask for more', async () => {
      const { database } = given()
      const before = await total()
      const budget = await leaving(1, 0.07)
      const answer = async () => {
        const turn = toBeginTurn({ budget, leaseHolder: 'one' })
        const { budget: state } = await admit(database, turn)
        if (!state?.granted) return
        const more = await reserveMore(database, {
          ...turn,
          leaseHolder: 'one',
          budget: { ...budget, turn: 0.05 },
        })
        await finishTurn(database, dollars(turn, more.granted ? 0.12 : 0.07))
      }
      for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 50 }, answer))
      const { spent, reserved } = await total()
      assert.equal(reserved, before.reserved)
      assert.ok(spent - before.spent <= 1.000001 && spent - before.spent > 0.9, `${spent - before.spent}`)
    })

    it('adds up, whatever becomes of turns in whatever order', async () => {
      const { database } = given()
      const fates = fc.constantFrom('finished', 'abandoned', 'dead', 'taken up', 'erased')
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fates, fc.integer({ min: 0, max: 90 })), { maxLength: 8 }),
          async turns => {
            const before = await total()
            const expected = { ...before }
            await Promise.all(
              turns.map(async ([fate, hundredths]) => {
                const cost = hundredths / 100
                const turn = toBeginTurn({
                  leaseHolder: 'one',
                  budget: { turn: 1, month: 1e6, visitorDay: 1e3 },
                })
                await admit(database, turn)
                if (fate === 'finished') await finishTurn(database, dollars(turn, cost))
                if (fate === 'abandoned') await abandonTurn(database, { ...turn, charge: cost })
                if (fate === 'erased') await eraseVisitor(database, turn)
                if (fate === 'taken up') {
                  await ageConversation(given(), turn.conversationId, 61)
                  await admit(database, { ...turn, leaseHolder: 'two' })
                  await finishTurn(database, dollars(turn, cost))
                }
                if (fate === 'finished' || fate === 'abandoned' || fate === 'taken up') expected.spent += cost
                if (fate === 'taken up') expected.spent += 1
                if (fate === 'dead' || fate === 'erased') expected.reserved += 1
              }),
            )
            assert.deepEqual(await total(), {
              spent: exact(expected.spent),
              reserved: exact(expected.reserved),
            })
          },
        ),
        { numRuns: 15 },
      )
    })
  })
}
