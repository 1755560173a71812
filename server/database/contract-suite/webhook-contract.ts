import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { applyRetention } from '../../operations/apply-retention.ts'
import { clearDeliveries } from '../../operations/clear-deliveries.ts'
import { eraseVisitor } from '../../operations/erase-visitor.ts'
import { exportVisitor } from '../../operations/export-visitor.ts'
import { finishTurn } from '../../operations/finish-turn.ts'
import { leaseDeliveries } from '../../operations/lease-deliveries.ts'
import { listDeliveries } from '../../operations/list-deliveries.ts'
import { outboxStatus } from '../../operations/outbox-status.ts'
import type { QueuedEvent } from '../../operations/queued-event.ts'
import { replayDeliveries } from '../../operations/replay-deliveries.ts'
import { type DeliveryOutcome, settleDelivery } from '../../operations/settle-delivery.ts'
import {
  admit,
  ageAll,
  type ContractDatabase,
  countRows,
  toBeginTurn,
  toFinishTurn,
} from './database-under-contract.ts'

const retryIn = (retrySeconds: number): DeliveryOutcome => ({
  outcome: 'retry',
  retrySeconds,
  httpStatus: 503,
  error: 'HTTP 503',
})
const ended = (outcome: 'delivered' | 'dead' | 'gone', httpStatus = 200): DeliveryOutcome => ({
  outcome,
  retrySeconds: null,
  httpStatus,
  error: outcome === 'delivered' ? null : `HTTP ${httpStatus}`,
})

/** The outbox: what a turn tells the operator's own programs, in the turn's own transaction. */
export function describeWebhooks(given: () => ContractDatabase): void {
  /** An address that no other test has. */
  const toEndpoint = () => randomUUID().replaceAll('-', '').slice(0, 12)
  const toEvent = (endpoints: string[], data = {}): QueuedEvent => ({
    id: `evt_${randomUUID()}`,
    type: 'turn.finished',
    endpoints,
    data: { agent: 'audrey', ...data },
  })
  async function queue(events: QueuedEvent[]) {
    const turn = toBeginTurn()
    await admit(given().database, turn)
    await finishTurn(given().database, toFinishTurn(turn, { events }))
    return turn
  }
  const lease = (endpoint: string, limit = 10, leaseSeconds = 60) =>
    leaseDeliveries(given().database, { endpoints: [endpoint], limit, leaseSeconds })
  const change = (id: string, set: string) =>
    given().admin.query(`update webhook_deliveries set ${set} where id = '${id}'`)
  const find = async (id: string) =>
    (await listDeliveries(given().database, { limit: 1000 })).deliveries.find(each => each.id === id)

  describe('the outbox', () => {
    it('gets a turn’s events with its answer, one row an address', async () => {
      const [one, two] = [toEndpoint(), toEndpoint()]
      const event = toEvent([one, two], { latency_ms: 12 })
      await queue([event])
      const { deliveries } = await lease(one)
      assert.equal(deliveries.length, 1)
      const [delivery] = deliveries
      assert.ok(Math.abs(Date.parse(delivery?.createdAt ?? '') - Date.now()) < 60_000)
      assert.deepEqual(
        { ...delivery, createdAt: '' },
        { id: event.id, endpoint: one, type: event.type, data: event.data, createdAt: '', attempt: 1 },
      )
      assert.deepEqual(
        (await lease(two)).deliveries.map(({ id }) => id),
        [event.id],
      )
    })

    it('gets nothing of an answer that is not stored, and nothing twice', async () => {
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

    it('gives each event to one of many who ask, and to another when the lease is over', async () => {
      const endpoint = toEndpoint()
      const events = Array.from({ length: 12 }, () => toEvent([endpoint]))
      await queue(events)
      const leased = await Promise.all(Array.from({ length: 6 }, () => lease(endpoint, 3)))
      const ids = leased.flatMap(({ deliveries }) => deliveries.map(({ id }) => id))
      assert.equal(new Set(ids).size, ids.length, 'nobody got what another has')
      const rest = (await lease(endpoint, 12)).deliveries.map(({ id }) => id)
      assert.deepEqual([...ids, ...rest].sort(), events.map(({ id }) => id).sort())
      assert.deepEqual(await lease(endpoint), { deliveries: [], nextSeconds: 60 })

      const [killed] = events
      await change(killed?.id ?? '', `lease_until = clock_timestamp() - interval '1 second'`)
      const [again] = (await lease(endpoint)).deliveries
      assert.deepEqual([again?.id, again?.attempt], [killed?.id, 2])
    })

    it('waits for its time, and listens to whoever holds the lease only', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      await lease(endpoint)
      const settle = (attempt: number, outcome: DeliveryOutcome) =>
        settleDelivery(database, { id: event.id, endpoint, attempt, ...outcome })
      assert.deepEqual(await settle(1, retryIn(300)), { settled: true, status: 'pending' })
      const waiting = await lease(endpoint)
      assert.deepEqual(waiting.deliveries, [])
      assert.ok(Math.abs((waiting.nextSeconds ?? 0) - 300) <= 1)
      await change(event.id, `next_attempt_at = clock_timestamp()`)
      assert.equal((await lease(endpoint)).deliveries[0]?.attempt, 2)
      assert.equal((await settle(1, ended('dead', 500))).settled, false)
      assert.equal((await settle(2, ended('delivered'))).settled, true)
      assert.equal((await settle(2, ended('dead'))).settled, false)
      const shown = await find(event.id)
      assert.deepEqual([shown?.status, shown?.attempts, shown?.last_status], ['delivered', 2, 200])
      assert.deepEqual(await lease(endpoint), { deliveries: [], nextSeconds: null })
    })

    it('stops for an address that is gone, and goes on when it is asked to', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const [first, second] = [toEvent([endpoint]), toEvent([endpoint])]
      await queue([first, second])
      const { deliveries } = await lease(endpoint, 1)
      const { id = '', attempt = 0 } = deliveries[0] ?? {}
      await settleDelivery(database, { id, endpoint, attempt, ...ended('gone', 410) })
      assert.deepEqual(await lease(endpoint), { deliveries: [], nextSeconds: null })
      assert.ok((await listDeliveries(database, { limit: 1 })).stopped.includes(endpoint))
      assert.deepEqual(await replayDeliveries(database, { id }), { replayed: 1, resumed: 1 })
      const resumed = (await lease(endpoint)).deliveries
      assert.deepEqual(resumed.map(each => each.id).sort(), [first.id, second.id].sort())
      assert.equal(resumed.find(each => each.id === id)?.attempt, 1)
    })

    it('goes on for an address that was gone, also when nothing of what it refused is left', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const [first, second] = [toEvent([endpoint]), toEvent([endpoint])]
      await queue([first])
      const attempt = (await lease(endpoint)).deliveries[0]?.attempt ?? 0
      await settleDelivery(database, { id: first.id, endpoint, attempt, ...ended('gone', 410) })
      await given().admin.query(`delete from webhook_deliveries where id = '${first.id}'`)
      await queue([second])
      assert.ok((await outboxStatus(database)).stopped.includes(endpoint))
      assert.ok((await replayDeliveries(database, {})).resumed >= 1)
      assert.ok(!(await outboxStatus(database)).stopped.includes(endpoint))
      assert.deepEqual(
        (await lease(endpoint)).deliveries.map(({ id }) => id),
        [second.id],
      )
    })

    it('gives up what nobody took for a week, and nothing that is on its way or has its time to come', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const due = async (hours: number, more = '') => {
        const event = toEvent([endpoint])
        await queue([event])
        await change(event.id, `next_attempt_at = clock_timestamp() - interval '${hours} hours'${more}`)
        return event.id
      }
      const ids = [
        await due(167),
        await due(169),
        await due(169, `, lease_until = clock_timestamp() + interval '1 minute'`),
        await due(-1),
      ]
      await clearDeliveries(database, { days: 0, limit: 500 })
      const found = await Promise.all(ids.map(find))
      assert.deepEqual(
        found.map(each => each?.status),
        ['pending', 'dead', 'pending', 'pending'],
      )
      assert.match(found[1]?.last_error ?? '', /nobody took it for a week/)
      assert.ok(found[1]?.ended_at)
      assert.deepEqual(await replayDeliveries(database, { id: ids[1] }), { replayed: 1, resumed: 0 })
      await clearDeliveries(database, { days: 0, limit: 500 })
      assert.equal((await find(ids[1] ?? ''))?.status, 'pending', 'its time began anew')
      await due(169)
      assert.equal((await clearDeliveries(database, { days: 0, limit: 1 })).more, true)
    })

    it('says in a few numbers what waits, since when, and what was given up', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const before = await outboxStatus(database)
      const [late, givenUp] = [toEvent([endpoint]), toEvent([endpoint])]
      await queue([late, givenUp])
      await change(late.id, `next_attempt_at = clock_timestamp() - interval '30 days'`)
      await change(givenUp.id, `status = 'dead'`)
      const status = await outboxStatus(database)
      assert.deepEqual([status.pending - before.pending, status.dead - before.dead], [1, 1])
      assert.ok(Math.abs(status.overdueSeconds - 30 * 86_400) < 60, String(status.overdueSeconds))
      await change(late.id, `next_attempt_at = clock_timestamp() + interval '1 day'`)
      assert.ok((await outboxStatus(database)).overdueSeconds < 30 * 86_400 - 60)
    })

    it('keeps what was given up, shows it, and sends it again on demand', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      await lease(endpoint)
      assert.deepEqual(
        await replayDeliveries(database, { id: event.id }),
        { replayed: 0, resumed: 0 },
        'it is being sent',
      )
      await settleDelivery(database, { id: event.id, endpoint, attempt: 1, ...ended('dead', 500) })
      const dead = await listDeliveries(database, { status: 'dead', limit: 1000 })
      const shown = dead.deliveries.find(({ id }) => id === event.id)
      assert.deepEqual([shown?.last_error, shown?.next_attempt_at], ['HTTP 500', null])
      assert.ok(dead.deliveries.every(({ status }) => status === 'dead'))
      assert.ok((await replayDeliveries(database, {})).replayed >= 1)
      assert.equal((await lease(endpoint)).deliveries[0]?.id, event.id)
      assert.deepEqual(await replayDeliveries(database, { id: 'nobody' }), { replayed: 0, resumed: 0 })
    })

    it('forgets what was delivered after a week, what was given up after a month, and all of it with the messages', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const aged = async (status: string, days: number) => {
        const event = toEvent([endpoint])
        await queue([event])
        const hours = days * 24
        await change(
          event.id,
          `status = '${status}', created_at = clock_timestamp() - interval '${hours} hours'`,
        )
        return event.id
      }
      const ids = {
        'delivered 6': await aged('delivered', 6.9),
        'delivered 7': await aged('delivered', 7.1),
        'dead 29': await aged('dead', 29.9),
        'dead 30': await aged('dead', 30.1),
        'pending 100': await aged('pending', 100),
      }
      const left = async () => {
        const rows = await given().admin.query('select id from webhook_deliveries')
        const known = new Set(rows.map(({ id }) => id))
        return Object.entries(ids).flatMap(([name, id]) => (known.has(id) ? [name] : []))
      }
      await clearDeliveries(database, { days: 0, limit: 500 })
      assert.deepEqual(await left(), ['delivered 6', 'dead 29', 'pending 100'])
      await clearDeliveries(database, { days: 180, limit: 500 })
      assert.deepEqual(await left(), ['delivered 6', 'dead 29', 'pending 100'])
      await clearDeliveries(database, { days: 20, limit: 500 })
      assert.deepEqual(await left(), ['delivered 6'])
      assert.equal((await clearDeliveries(database, { days: 1, limit: 1 })).more, true)
      const orphan = toEvent([endpoint])
      const { conversationId } = await queue([orphan])
      await given().admin.query(`delete from conversations where id = '${conversationId}'`)
      await clearDeliveries(database, { days: 0, limit: 500 })
      assert.equal(await countRows(given(), `webhook_deliveries where id = '${orphan.id}'`), 0)
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

    it('is told once of a budget that is reached, whatever is asked again', async () => {
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

    it('is not touched by a budget that nobody is told of', async () => {
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
