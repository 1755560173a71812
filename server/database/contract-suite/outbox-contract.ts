import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clearDeliveries } from '../../operations/clear-deliveries.ts'
import { listDeliveries } from '../../operations/list-deliveries.ts'
import { outboxStatus } from '../../operations/outbox-status.ts'
import { replayDeliveries } from '../../operations/replay-deliveries.ts'
import { type DeliveryOutcome, settleDelivery } from '../../operations/settle-delivery.ts'
import { type ContractDatabase, countRows } from './database-under-contract.ts'
import { createOutbox, toEndpoint, toEvent } from './outbox-under-contract.ts'

const retryIn = (retrySeconds: number): DeliveryOutcome => ({
  outcome: 'retry',
  retrySeconds,
  httpStatus: 503,
  error: 'HTTP 503',
})
const only = <Each>({ deliveries: [first] }: { deliveries: Each[] }): Each => {
  assert.ok(first)
  return first
}
const ended = (outcome: 'delivered' | 'dead' | 'gone', httpStatus = 200): DeliveryOutcome => ({
  outcome,
  retrySeconds: null,
  httpStatus,
  error: outcome === 'delivered' ? null : `HTTP ${httpStatus}`,
})

/** The outbox: who sends what, when, and what becomes of it. */
export function describeOutbox(given: () => ContractDatabase): void {
  const { queue, lease, change, find } = createOutbox(given)
  /** As if servers had run for so long, and the last had cleared so long ago. */
  const serve = (since: string, last = '0 hours') =>
    given().admin.query(`update installation
      set serving_since = clock_timestamp() - interval '${since}', served_at = clock_timestamp() - interval '${last}'`)

  describe('the outbox', () => {
    it('gives each event to one of many who ask, and to another when the lease is over', async () => {
      const endpoint = toEndpoint()
      const events = Array.from({ length: 12 }, () => toEvent([endpoint]))
      await queue(events)
      const leased = await Promise.all(Array.from({ length: 6 }, () => lease(endpoint, 3)))
      const ids = leased.flatMap(({ deliveries }) => deliveries.map(({ id }) => id))
      assert.equal(new Set(ids).size, ids.length, 'nobody got what another has')
      const rest = (await lease(endpoint, 12)).deliveries.map(({ id }) => id)
      assert.deepEqual([...ids, ...rest].sort(), events.map(({ id }) => id).sort())
      const nothing = await lease(endpoint)
      assert.deepEqual([nothing.deliveries, nothing.nextSeconds], [[], 60])

      const [killed] = events
      await change(killed?.id ?? '', `lease_until = clock_timestamp() - interval '1 second'`)
      assert.deepEqual(
        (await lease(endpoint)).deliveries.map(({ id }) => id),
        [killed?.id],
      )
    })

    it('counts an attempt when its outcome is known: who is killed before uses none up', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      const leases = new Set<string>()
      for (let killed = 0; killed < 12; killed++) {
        const [delivery] = (await lease(endpoint)).deliveries
        assert.equal(delivery?.attempt, 1)
        leases.add(delivery.lease)
        await change(event.id, `lease_until = clock_timestamp() - interval '1 second'`)
      }
      assert.equal(leases.size, 12)
      assert.equal((await find(event.id))?.attempts, 0)
      const [{ lease: last } = { lease: '' }] = (await lease(endpoint)).deliveries
      for (const stale of leases) {
        const late = await settleDelivery(database, { id: event.id, endpoint, lease: stale, ...retryIn(1) })
        assert.equal(late.settled, false)
      }
      await settleDelivery(database, { id: event.id, endpoint, lease: last, ...retryIn(1) })
      assert.equal((await find(event.id))?.attempts, 1)
    })

    it('knows two leases apart that end in the same instant', async () => {
      const { database, admin } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      const { lease: first } = only(await lease(endpoint))
      const ofEvent = `webhook_deliveries where id = '${event.id}'`
      const [{ until } = {}] = await admin.query(`select lease_until::text as until from ${ofEvent}`)
      await change(event.id, `lease_until = clock_timestamp() - interval '1 second'`)
      const { lease: second } = only(await lease(endpoint))
      await change(event.id, `lease_until = '${until}'`)
      const settle = (held: string) =>
        settleDelivery(database, { id: event.id, endpoint, lease: held, ...ended('delivered') })
      assert.equal((await settle(first)).settled, false)
      assert.equal((await settle(second)).settled, true)
    })

    it('waits for its time, and listens to whoever holds the lease only', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      const { lease: first = '' } = (await lease(endpoint)).deliveries[0] ?? {}
      const settle = (lease: string, outcome: DeliveryOutcome) =>
        settleDelivery(database, { id: event.id, endpoint, lease, ...outcome })
      assert.deepEqual(await settle(first, retryIn(300)), { settled: true, status: 'pending' })
      const waiting = await lease(endpoint)
      assert.deepEqual(waiting.deliveries, [])
      assert.ok(Math.abs((waiting.nextSeconds ?? 0) - 300) <= 1)
      await change(event.id, `next_attempt_at = clock_timestamp()`)
      const { lease: second = '', attempt } = (await lease(endpoint)).deliveries[0] ?? {}
      assert.equal(attempt, 2)
      assert.equal((await settle(first, ended('dead', 500))).settled, false)
      assert.equal((await settle(second, ended('delivered'))).settled, true)
      assert.equal((await settle(second, ended('dead'))).settled, false)
      const shown = await find(event.id)
      assert.deepEqual([shown?.status, shown?.attempts, shown?.last_status], ['delivered', 2, 200])
      const nothing = await lease(endpoint)
      assert.deepEqual([nothing.deliveries, nothing.nextSeconds], [[], null])
    })

    it('stops for an address that is gone, and goes on when it is asked to', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const [first, second] = [toEvent([endpoint]), toEvent([endpoint])]
      await queue([first, second])
      const { deliveries } = await lease(endpoint, 1)
      const { id = '', lease: held = '' } = deliveries[0] ?? {}
      await settleDelivery(database, { id, endpoint, lease: held, ...ended('gone', 410) })
      const nothing = await lease(endpoint)
      assert.deepEqual([nothing.deliveries, nothing.nextSeconds, nothing.stopped], [[], null, [endpoint]])
      assert.ok((await listDeliveries(database, { limit: 1 })).stopped.includes(endpoint))
      assert.deepEqual(await replayDeliveries(database, { id }), { replayed: 1, resumed: 1 })
      const again = await lease(endpoint)
      assert.deepEqual(again.stopped, [])
      const resumed = again.deliveries
      assert.deepEqual(resumed.map(each => each.id).sort(), [first.id, second.id].sort())
      assert.equal(resumed.find(each => each.id === id)?.attempt, 1)
    })

    it('goes on for an address that was gone, also when nothing of what it refused is left', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const [first, second] = [toEvent([endpoint]), toEvent([endpoint])]
      await queue([first])
      const held = (await lease(endpoint)).deliveries[0]?.lease ?? ''
      await settleDelivery(database, { id: first.id, endpoint, lease: held, ...ended('gone', 410) })
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
      await serve('7 days 1 minute')
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

    it('gives up nothing of what came due while no server ran, until one has run for a week', async () => {
      const { database } = given()
      const endpoint = toEndpoint()
      const event = toEvent([endpoint])
      await queue([event])
      await change(event.id, `next_attempt_at = clock_timestamp() - interval '30 days'`)
      const clear = async () => {
        await clearDeliveries(database, { days: 0, limit: 500 })
        return (await find(event.id))?.status
      }
      await serve('30 days', '49 hours') // the server was off
      assert.equal(await clear(), 'pending')
      assert.equal(await clear(), 'pending')
      await serve('6 days 23 hours')
      assert.equal(await clear(), 'pending')
      await serve('30 days', '-1 hour') // a clock since stepped back
      assert.equal(await clear(), 'pending')
      await serve('7 days 1 minute', '47 hours')
      assert.equal(await clear(), 'dead')
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
      const held = (await lease(endpoint)).deliveries[0]?.lease ?? ''
      assert.deepEqual(
        await replayDeliveries(database, { id: event.id }),
        { replayed: 0, resumed: 0 },
        'it is being sent',
      )
      await settleDelivery(database, { id: event.id, endpoint, lease: held, ...ended('dead', 500) })
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
  })
}
