// What becomes of a statement that is given up on, and of one that may take its time: directly and through PgBouncer.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { createEmptyDatabase, readTestServerUrl } from '../testing/create-empty-database.ts'
import { startPgbouncer, type TestPgbouncer } from '../testing/start-pgbouncer.ts'
import { cancelStatement } from './cancel-statement.ts'
import { createPostgresDatabase, type PostgresDatabase } from './postgres.ts'
import { parsePostgresAddress } from './postgres-address.ts'
import { createConnector } from './postgres-connector.ts'
import { createPostgresPool } from './postgres-pool.ts'

describe('a statement', () => {
  let store: Awaited<ReturnType<typeof createEmptyDatabase>>
  let owner: PostgresDatabase
  let pooler: TestPgbouncer
  before(async () => {
    store = await createEmptyDatabase(readTestServerUrl())
    owner = createPostgresDatabase({ url: store.url })
    pooler = await startPgbouncer(readTestServerUrl(), { mode: 'transaction' })
    await owner.query(`create function slow_verb() returns jsonb language plpgsql as
      $$ begin perform pg_sleep(2); return '{"done": true}'; end $$`)
    await owner.query(`alter database ${store.name} set statement_timeout = '1s'`)
  })
  after(async () => {
    await owner.close()
    await pooler[Symbol.asyncDispose]()
    await store.remove()
  })

  for (const way of ['directly', 'through PgBouncer']) {
    const urlOf = () => (way === 'directly' ? store.url : pooler.urlOf(store.url))

    it(`that is given up on, ${way}, frees its caller at once and is canceled on the server`, async () => {
      const address = parsePostgresAddress(urlOf())
      const pool = createPostgresPool(createConnector(address), {
        size: 2,
        cancel: client => cancelStatement(address, client),
      })
      const controller = new AbortController()
      const reason = new Error('enough')
      const work = pool.use(client => client.query('set statement_timeout = 0; select pg_sleep(30)'), {
        patience: 5000,
        signal: controller.signal,
      })
      const sleeping = async () => {
        const [row] = await owner.query(
          `select count(*)::int as count from pg_stat_activity
          where datname = current_database() and state = 'active' and query like '%pg_sleep(30)%' and pid <> pg_backend_pid()`,
        )
        return Number(row?.count)
      }
      while ((await sleeping()) === 0) await delay(20)
      const started = performance.now()
      controller.abort(reason)
      await assert.rejects(work, reason)
      assert.ok(performance.now() - started < 100)
      while ((await sleeping()) > 0) {
        assert.ok(performance.now() - started < 5000, 'it runs on')
        await delay(20)
      }
      // The place is free again.
      const wait = { patience: 5000, signal: AbortSignal.timeout(5000) }
      await pool.use(client => client.query('select 1'), wait)
      await pool.close()
    })

    it(`that somebody patient waits for, ${way}, has the time it needs, whatever the database allows others`, async () => {
      const database = createPostgresDatabase({ url: urlOf() })
      assert.deepEqual(await database.call('slow_verb', {}), { done: true })
      await database.close()
    })
  }
})
