import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { applyRetention } from '../../operations/apply-retention.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { exportVisitor } from '../../operations/export-visitor.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { readInstallation } from '../../operations/read-installation.ts'
import {
  admit,
  ageAll,
  type ContractDatabase,
  countRows,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'
import { createOutbox, toEndpoint, toEvent } from './outbox-under-contract.ts'

/** What a turn and a budget tell the operator's own programs, in the transaction of what happened. */
export function describeEvents(given: () => ContractDatabase): void {
  const { queue, lease } = createOutbox(given)

  describe('an event', () => {
    it('is in the outbox with its turn’s answer, one row an address', async () => {
      const [one, two] = [toEndpoint(), toEndpoint()]
      const event = toEvent([one, two], { latency_ms: 12 })
      await queue([event])
      const { deliveries, installation } = await lease(one)
      assert.equal(deliveries.length, 1)
      assert.equal(installation, await readInstallation(given().database))
      const [delivery] = deliveries
      assert.ok(Math.abs(Date.parse(delivery?.createdAt ?? '') - Date.now()) < 60_000)
      assert.deepEqual(
        { ...delivery, createdAt: '', lease: '' },
        {
          id: event.id,
          endpoint: one,
          type: event.type,
          data: event.data,
          createdAt: '',
          attempt: 1,
          lease: '',
        },
      )
      assert.deepEqual(
        (await lease(two)).deliveries.map(({ id }) => id),
        [event.id],
      )
    })

    it('is not there without the answer, nor twice', async () => {
      const endpoint = toEndpoint()
      const turn = toBeginTurn()
      await assert.rejects(
        finishTurn(given().database, toFinishTurn(turn, { events: [toEvent([endpoint])] })),
      )
      await admit(given().database, turn)
      const finish = () => finishTurn(given().database, toFinishTurn(turn, { events: [toEvent([endpoint])] }))
      await Promise.all([finish(), finish(), finish()])
      assert.equal((await lease(endpoint)).deliveries.length, 1)
    })

    it('is exported and erased with the visitor', async () => {
      const { database } = given()
      const planted = `planted-${randomUUID()}`
      const turn = await queue([toEvent([toEndpoint()], { question: planted })])
      const [conversation] = (await exportVisitor(database, turn)).conversations
      assert.ok(JSON.stringify(conversation?.webhook_deliveries).includes(planted))
      const rows = () => countRows(given(), `webhook_deliveries where data::text like '%${planted}%'`)
      assert.equal(await rows(), 1)
      await eraseVisitor(database, turn)
      assert.equal(await rows(), 0)

      const again = await queue([toEvent([toEndpoint()], { question: planted })])
      const hash = createHash('sha256').update(again.userId).digest('hex')
      const erasures = [{ user_hash: hash, erased_at: new Date(Date.now() + 60_000).toISOString() }]
      assert.equal(await rows(), 1)
      await database.call('replay_erasures', { p_erasures: erasures })
      assert.equal(await rows(), 0)

      const old = await queue([toEvent([toEndpoint()], { question: planted })])
      await ageAll(given(), old, 200)
      await applyRetention(database, { days: 180, limit: 500 })
      assert.equal(await rows(), 0)
    })

    it('of a budget that is reached is there once, whatever is asked again', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      // No other test has this budget, which is spent from the beginning.
      const budget = { turn: 1, month: 0.000001 * (1 + Math.floor(Math.random() * 1e6)), visitorDay: null }
      const turn = toBeginTurn({ budget, budgetEndpoints: [endpoint], leaseHolder: 'one' })
      await admit(database, turn)
      await admit(database, turn) // its answer was lost
      await admit(database, toBeginTurn({ budget, budgetEndpoints: [endpoint] }))
      const { deliveries } = await lease(endpoint)
      assert.equal(deliveries.length, 1)
      const { type, data } = deliveries[0] ?? {}
      assert.equal(type, 'budget.reached')
      assert.match(String(data?.month), /^\d{4}-\d\d$/)
      assert.deepEqual([data?.percent, data?.budget_usd], [100, Math.round(budget.month * 1e4) / 1e4])
    })

    it('of a budget has another id in another installation, whose receiver may be the same', async () => {
      const { database, admin } = given()
      const [{ id: own } = { id: '' }] = await admin.query('select id from installation')
      const endpoint = toEndpoint()
      const budget = { turn: 1, month: 0.000001 * (1 + Math.floor(Math.random() * 1e6)), visitorDay: null }
      const reach = async (installation: unknown) => {
        await admin.query(`update installation set id = '${installation}'`)
        const turn = toBeginTurn({ budget, budgetEndpoints: [endpoint], leaseHolder: 'one' })
        await admit(database, turn)
        return (await lease(endpoint)).deliveries.map(({ id }) => id)
      }
      const [here = ''] = await reach(own)
      assert.match(here, /^evt_[0-9a-f]{32}$/)
      assert.deepEqual(await reach(own), [], 'the same one, told already')
      const [elsewhere = ''] = await reach('another')
      await admin.query(`update installation set id = '${own}'`)
      assert.match(elsewhere, /^evt_[0-9a-f]{32}$/)
      assert.notEqual(elsewhere, here)
    })

    it('of a budget is not there where nobody is told', async () => {
      const { database } = given()
      const before = await countRows(given(), 'webhook_deliveries')
      const budget = { turn: 1, month: 0.000002, visitorDay: null }
      await admit(database, toBeginTurn({ budget }))
      assert.equal(await countRows(given(), 'webhook_deliveries'), before)
    })
  })

  describe('a turn’s earlier questions', () => {
    it('come back latest first where the history is full, with the conversation’s status', async () => {
      const { database } = given()
      const { conversationId, userId } = toBeginTurn()
      const ask = async (index: number) => {
        const turn = toBeginTurn({
          conversationId,
          userId,
          content: `question ${index}`,
          historyLimit: 4,
          questionLimit: 3,
        })
        const admitted = await admit(database, turn)
        const conversationStatus = index === 4 ? ('upsell_opportunity' as const) : undefined
        await finishTurn(database, toFinishTurn(turn, { conversationStatus }))
        return [admitted.status, admitted.questions]
      }
      assert.deepEqual(await ask(1), ['active', null])
      assert.deepEqual(await ask(2), ['active', null])
      assert.deepEqual(await ask(3), ['active', ['question 2', 'question 1']])
      assert.deepEqual(await ask(4), ['active', ['question 3', 'question 2', 'question 1']])
      assert.deepEqual(await ask(5), ['upsell_opportunity', ['question 4', 'question 3', 'question 2']])
    })
  })
}
