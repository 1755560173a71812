import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { toBeginTurn, toFinishTurn } from '../database/contract-suite/database-under-contract.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import type { Database } from '../ports/database.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { applyRetentionOnce } from './apply-retention-once.ts'
import { keepDaily } from './keep-daily.ts'

const wait = async () => undefined

describe('the daily retention', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())

  async function storeOld(count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const turn = toBeginTurn()
      await beginTurn(database, turn)
      await finishTurn(database, toFinishTurn(turn))
    }
    await database.query(`update messages set created_at = created_at - interval '181 days'`)
    await database.query(`update conversations set created_at = created_at - interval '181 days'`)
  }
  const forget = () => database.query('delete from jobs')

  it('is done once, whatever the number of servers, and again the next day', async () => {
    await storeOld(3)
    const once = () => applyRetentionOnce({ database, days: 180, clock: () => 0, wait })
    const outcomes = await Promise.all([once(), once(), once(), once()])
    assert.deepEqual(
      outcomes.filter(outcome => outcome !== null),
      [{ messages: 6, conversations: 3, users: 3, deliveries: 0, done: true }],
    )
    assert.equal(await once(), null)
    await database.query(`update jobs set last_finished_at = last_finished_at - interval '1 day'`)
    assert.deepEqual(await once(), { messages: 0, conversations: 0, users: 0, deliveries: 0, done: true })
  })

  it('stops when its time is over, and the next check goes on', async () => {
    await forget()
    await database.query(`insert into users (id) values ('many')`)
    await database.query(`insert into conversations (id, user_id, created_at)
      values ('many', 'many', now() - interval '200 days')`)
    await database.query(`insert into messages (conversation_id, role, content, created_at)
      select 'many', 'user', 'x', now() - interval '190 days' from generate_series(1, 1200)`)
    let now = 0
    const clock = () => (now += 250_000)
    const first = await applyRetentionOnce({ database, days: 180, clock, wait })
    assert.deepEqual(first, { messages: 500, conversations: 0, users: 0, deliveries: 0, done: false })
    const rest = await applyRetentionOnce({ database, days: 180, clock: () => 0, wait })
    assert.deepEqual(rest, { messages: 700, conversations: 1, users: 1, deliveries: 0, done: true })
  })

  it('of 0 days deletes nothing', async () => {
    await forget()
    await storeOld(1)
    const outcome = await applyRetentionOnce({ database, days: 0, clock: () => 0, wait })
    assert.deepEqual(outcome, { messages: 0, conversations: 0, users: 0, deliveries: 0, done: true })
    const [row] = await database.query('select count(*)::int as count from messages')
    assert.equal(row?.count, 2)
  })

  it('is looked for soon after the start, tells a failure and goes on, and ends with its signal', async () => {
    await forget()
    const stop = new AbortController()
    const kept = Promise.withResolvers<unknown>()
    const ended = keepDaily({
      database,
      days: 180,
      random: () => 0,
      onKept: kept.resolve,
      onError: kept.reject,
      signal: stop.signal,
    })
    assert.deepEqual(await kept.promise, {
      messages: 2,
      conversations: 1,
      users: 1,
      deliveries: 0,
      done: true,
    })
    stop.abort()
    await ended

    const failed = Promise.withResolvers<unknown>()
    const away: Database = { call: () => Promise.reject(new Error('away')), close: async () => undefined }
    const again = new AbortController()
    const endedAgain = keepDaily({
      database: away,
      days: 180,
      random: () => 0,
      onKept: failed.reject,
      onError: failed.resolve,
      signal: again.signal,
    })
    assert.match(String(await failed.promise), /away/)
    again.abort()
    await endedAgain
  })
})
