import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { abandonTurn } from '../../operations/abandon-turn.ts'
import { applyRetention } from '../../operations/apply-retention.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { exportVisitor } from '../../operations/export-visitor.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { reserveMore } from '../../operations/reserve-more.ts'
import {
  admit,
  ageConversation,
  type ContractDatabase,
  createIds,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'
import { createSpendingFigures, dollars, exact } from './spending-figures.ts'

/** Money, a turn at a time: what is kept aside, settled, given back and lost. */
export function describeSpending(given: () => ContractDatabase): void {
  const { total, leaving } = createSpendingFigures(given)

  describe('a budget', () => {
    it('is not asked about, and costs no row, where none is set', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn()
      assert.equal((await admit(database, turn)).budget, null)
      await finishTurn(database, toFinishTurn(turn))
      assert.deepEqual(await total(), before)
    })

    it('keeps a turn’s most aside, and puts what it cost in its place', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn({ budget: { turn: 0.25, month: 1e6, visitorDay: null } })
      const { budget } = await admit(database, turn)
      assert.deepEqual([budget?.granted, budget?.spentBy, budget?.warning], [true, null, null])
      assert.deepEqual(await total(), { ...before, reserved: exact(before.reserved + 0.25) })
      const finish = dollars(turn, 0.02)
      await finishTurn(database, finish)
      const after = { spent: exact(before.spent + 0.02), reserved: before.reserved }
      assert.deepEqual(await total(), after)
      assert.equal((await finishTurn(database, finish)).kind, 'finished')
      assert.deepEqual(await total(), after, 'a repeated end is not counted again')
    })

    it('counts what is charged where the cost is not known', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn({ budget: { turn: 0.25, month: 1e6, visitorDay: null } })
      await admit(database, turn)
      await finishTurn(database, { ...toFinishTurn(turn, { model: 'x' }), charge: 0.1 })
      assert.deepEqual(await total(), { spent: exact(before.spent + 0.1), reserved: before.reserved })
    })

    it('grants a turn that it has room for, and refuses the next one while that one runs', async () => {
      const { database } = given()
      const budget = await leaving(1.5)
      const first = toBeginTurn({ budget })
      assert.equal((await admit(database, first)).budget?.granted, true)
      const turn = toBeginTurn({ budget })
      const second = await admit(database, turn)
      assert.deepEqual(
        [second.budget?.granted, second.budget?.spentBy, second.budget?.warning],
        [false, 'kept_aside', null],
      )
      const before = await total()
      await finishTurn(database, toFinishTurn(turn))
      assert.deepEqual(await total(), before, 'a turn that spends nothing changes nothing')
      await finishTurn(database, dollars(first, 0.1))
      const third = toBeginTurn({ budget })
      assert.equal((await admit(database, third)).budget?.granted, true)
      await finishTurn(database, dollars(third, 1))
      const { budget: state } = await admit(database, toBeginTurn({ budget }))
      assert.deepEqual([state?.granted, state?.spentBy], [false, 'month'], '0.4 dollars are no turn')
    })

    it('warns of what is spent, not of what is kept aside, and not less for that', async () => {
      const { database } = given()
      const { spent, reserved } = await total()
      const month = 10 * (spent + reserved + 1)
      const budget = { turn: month * 0.9 - spent - reserved, month, visitorDay: null }
      const first = toBeginTurn({ budget })
      assert.equal((await admit(database, first)).budget?.granted, true)
      const one = { ...budget, turn: month / 4 }
      const ask = async () => (await admit(database, toBeginTurn({ budget: one }))).budget
      const refused = await ask()
      assert.deepEqual([refused?.spentBy, refused?.warning], ['kept_aside', null])
      assert.ok((refused?.share ?? 1) < 0.2)
      await finishTurn(database, dollars(first, month * 0.85 - spent))
      const small = { ...budget, turn: 0 }
      const { budget: granted } = await admit(database, toBeginTurn({ budget: small }))
      assert.deepEqual([granted?.granted, granted?.warning], [true, 80])
      const over = await ask()
      assert.deepEqual([over?.spentBy, over?.warning], ['month', 100])
    })

    it('keeps more aside for a turn that asks, while there is room', async () => {
      const { database } = given()
      const before = await total()
      const budget = await leaving(2.5)
      const turn = toBeginTurn({ budget, leaseHolder: 'one' })
      await admit(database, turn)
      const more = { ...turn, leaseHolder: 'one', budget: { ...budget, turn: 1 } }
      assert.equal((await reserveMore(database, more)).granted, true)
      assert.equal((await total()).reserved, exact(before.reserved + 2))
      assert.equal((await reserveMore(database, more)).spentBy, 'kept_aside')
      assert.equal((await reserveMore(database, { ...more, leaseHolder: 'other' })).granted, false)
      await finishTurn(database, dollars(turn, 0.3))
      assert.deepEqual(await total(), { spent: exact(before.spent + 0.3), reserved: before.reserved })
      assert.equal((await reserveMore(database, more)).granted, false)
    })

    it('takes no provider’s word for a cost that ends it', async () => {
      const { database } = given()
      for (const cost of [1e12, 1e308, Number.MAX_SAFE_INTEGER]) {
        const before = await total()
        const turn = toBeginTurn({ budget: { turn: 0.25, month: 1e6, visitorDay: null } })
        await admit(database, turn)
        await finishTurn(database, dollars(turn, cost))
        assert.deepEqual(await total(), { spent: exact(before.spent + 2.5), reserved: before.reserved })
      }
      const before = await total()
      const turn = toBeginTurn({ budget: { turn: 0.25, month: 1e6, visitorDay: null } })
      await admit(database, turn)
      await finishTurn(database, dollars(turn, -5))
      assert.deepEqual(await total(), before)
    })

    it('of nothing lets nothing be spent', async () => {
      const budget = { turn: 1, month: 0, visitorDay: null }
      const { budget: state } = await admit(given().database, toBeginTurn({ budget }))
      assert.deepEqual([state?.granted, state?.share], [false, 1])
    })

    it('warns once at 80 %, and once at 100 %', async () => {
      const { database } = given()
      const { spent } = await total()
      const month = (spent + 9.99) / 0.8 // 80 % are a little less than ten dollars away
      const ask = (month: number) =>
        admit(
          database,
          toBeginTurn({ leaseHolder: `${Math.random()}`, budget: { turn: 0, month, visitorDay: null } }),
        )
      assert.equal((await ask(month)).budget?.warning, null)
      const turn = toBeginTurn({ budget: { turn: 10, month: 1e6, visitorDay: null } })
      await admit(database, turn)
      await finishTurn(database, dollars(turn, 10))
      const at80 = await Promise.all([ask(month), ask(month), ask(month)])
      assert.deepEqual(at80.map(each => each.budget?.warning).sort(), [80, null, null])
      const low = spent / 2
      const at100 = await Promise.all([ask(low), ask(low), ask(low)])
      assert.deepEqual(at100.map(each => each.budget?.warning).sort(), [100, null, null])
    })

    it('tells the warning again to the request that lost it', async () => {
      const { database } = given()
      const turn = toBeginTurn({
        leaseHolder: 'asks twice',
        budget: { turn: 1, month: 0.000001, visitorDay: null },
      })
      assert.equal((await admit(database, turn)).budget?.warning, 100)
      assert.equal((await admit(database, turn)).budget?.warning, 100)
    })

    it('keeps aside once for a request that asks twice', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn({ leaseHolder: 'again', budget: { turn: 1, month: 1e6, visitorDay: 1e6 } })
      assert.equal((await admit(database, turn)).budget?.granted, true)
      assert.equal((await admit(database, turn)).budget?.granted, true)
      assert.equal((await total()).reserved, exact(before.reserved + 1))
      await abandonTurn(database, turn)
    })

    it('gets back what was kept aside for a turn that is given up, but for what it cost', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn({ budget: { turn: 1, month: 1e6, visitorDay: null } })
      await admit(database, turn)
      assert.equal((await abandonTurn(database, { ...turn, charge: 0.3 })).abandoned, true)
      assert.equal((await abandonTurn(database, { ...turn, charge: 0.3 })).abandoned, false)
      assert.deepEqual(await total(), { spent: exact(before.spent + 0.3), reserved: before.reserved })
      await finishTurn(database, dollars(turn, 0.4)) // its end comes all the same
      assert.deepEqual(await total(), { spent: exact(before.spent + 0.7), reserved: before.reserved })
    })

    it('charges a dead process’ turn with what it kept aside, once somebody misses it', async () => {
      const { database } = given()
      const before = await total()
      const budget = await leaving(1.5)
      const turn = toBeginTurn({ leaseHolder: 'dead', budget })
      await admit(database, turn)
      const alive = await admit(database, toBeginTurn({ budget }))
      assert.equal(alive.budget?.spentBy, 'kept_aside')
      await ageConversation(given(), turn.conversationId, 61)
      const { budget: state } = await admit(database, toBeginTurn({ budget }))
      assert.deepEqual([state?.granted, state?.spentBy], [false, 'month'])
      assert.deepEqual(await total(), { spent: exact(before.spent + 1), reserved: before.reserved })
      await finishTurn(database, dollars(turn, 0.1))
      const after = { spent: exact(before.spent + 0.1), reserved: before.reserved }
      assert.deepEqual(await total(), after, 'it lived, and has said what it cost')
      assert.equal((await admit(database, toBeginTurn({ budget }))).budget?.granted, true)
    })

    it('charges what a dead process had kept aside when another takes its turn up', async () => {
      const { database } = given()
      const before = await total()
      const turn = toBeginTurn({ leaseHolder: 'dead', budget: { turn: 1, month: 1e6, visitorDay: null } })
      await admit(database, turn)
      await ageConversation(given(), turn.conversationId, 61)
      const next = { ...turn, leaseHolder: 'next' }
      assert.equal((await admit(database, next)).budget?.granted, true)
      assert.deepEqual(await total(), {
        spent: exact(before.spent + 1),
        reserved: exact(before.reserved + 1),
      })
      await finishTurn(database, dollars(turn, 0.1))
      assert.deepEqual(await total(), { spent: exact(before.spent + 1.1), reserved: before.reserved })
    })

    it('is of a month: what the last one spent does not count', async () => {
      const { database, admin } = given()
      await admin.query(`insert into spending (month, part, spent)
        select date_trunc('month', now() at time zone 'UTC')::date - interval '1 month', 0, 1e9
        on conflict (month, part) do nothing`)
      const { budget } = await admit(database, toBeginTurn({ budget: await leaving(100, 0.001) }))
      assert.equal(budget?.granted, true)
    })

    it('of a visitor’s day stops them and nobody else, and begins anew the next day', async () => {
      const { database, admin } = given()
      const budget = { turn: 0.1, month: 1e6, visitorDay: 0.2 }
      const { userId } = createIds()
      const say = async (cost: number, user = userId) => {
        const turn = toBeginTurn({ userId: user, budget })
        const { budget: state } = await admit(database, turn)
        await finishTurn(database, dollars(turn, cost))
        return [state?.granted, state?.spentBy, state?.visitorWarning]
      }
      assert.deepEqual(await say(0.1), [true, null, null])
      assert.deepEqual(await say(0.08), [true, null, null])
      assert.deepEqual(await say(0.01), [true, null, 80])
      assert.deepEqual(await say(0.01), [true, null, null])
      assert.deepEqual(await say(0), [false, 'visitor', 100])
      assert.deepEqual(await say(0), [false, 'visitor', null])
      assert.deepEqual(await say(0, createIds().userId), [true, null, null])
      await admin.query(`update visitor_spending set day = day - 1 where user_id = '${userId}'`)
      assert.deepEqual(await say(0), [true, null, null])
    })

    it('of a visitor’s day is in their export, erased with them, and forgotten when it is over', async () => {
      const { database, admin } = given()
      const budget = { turn: 0.1, month: null, visitorDay: 1 }
      const [turn, old] = [toBeginTurn({ budget }), toBeginTurn({ budget })]
      await admit(database, turn)
      await admit(database, old)
      assert.equal((await exportVisitor(database, turn)).spending?.reserved, 0.1)
      await eraseVisitor(database, turn)
      assert.equal((await exportVisitor(database, turn)).spending, null)
      await admin.query(`update visitor_spending set day = day - 2 where user_id = '${old.userId}'`)
      await applyRetention(database, { days: 180, limit: 1 })
      assert.equal((await exportVisitor(database, old)).spending, null)
      await abandonTurn(database, old)
    })
  })
}
