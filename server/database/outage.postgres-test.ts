// What becomes of calls when the database goes away in all its ways, and when it is back. Starts servers of its own.
import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import { beginTurn } from '../operations/begin-turn.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import { pingDatabase } from '../operations/ping-database.ts'
import { startPgbouncer, type TestPgbouncer } from '../testing/start-pgbouncer.ts'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { createIds, toBeginTurn, toFinishTurn } from './contract-suite/database-under-contract.ts'
import { openPostgres } from './open-postgres.ts'
import type { PostgresDatabase } from './postgres.ts'

const refusalLimit = 2000
const recoveryLimit = 5000

type Outcome = { milliseconds: number; error: unknown }

async function timed(call: () => Promise<unknown>): Promise<Outcome> {
  const started = performance.now()
  const error = await call().then(
    () => undefined,
    failure => failure,
  )
  return { milliseconds: performance.now() - started, error }
}

/** Calls every 20 ms for a while, each on its own. */
async function callFor(database: PostgresDatabase, milliseconds: number): Promise<Outcome[]> {
  const outcomes: Promise<Outcome>[] = []
  const until = performance.now() + milliseconds
  while (performance.now() < until) {
    outcomes.push(timed(() => beginTurn(database, toBeginTurn())))
    await delay(20)
  }
  return Promise.all(outcomes)
}

function assertRefused(outcomes: Outcome[]): void {
  for (const { milliseconds, error } of outcomes) {
    assert.ok(error instanceof AppError && error.code === 'database_unavailable', String(error))
    assert.ok(milliseconds < refusalLimit, `${milliseconds} ms`)
  }
}

/** Milliseconds until a turn is stored again. */
async function recover(database: PostgresDatabase): Promise<number> {
  const started = performance.now()
  while ((await timed(() => beginTurn(database, toBeginTurn()))).error !== undefined) {
    assert.ok(performance.now() - started < recoveryLimit, 'it takes too long to recover')
    await delay(20)
  }
  return performance.now() - started
}

async function storeTurn(database: PostgresDatabase): Promise<void> {
  const turn = toBeginTurn()
  await beginTurn(database, turn)
  await finishTurn(database, toFinishTurn(turn))
}

describe('a database that goes away', () => {
  let server: TestPostgres
  let poolers: { session: TestPgbouncer; transaction: TestPgbouncer }
  const opened: PostgresDatabase[] = []
  before(async () => {
    server = await startPostgres({ maxConnections: 30 })
    poolers = {
      session: await startPgbouncer(server.url, { mode: 'session', poolSize: 6 }),
      transaction: await startPgbouncer(server.url, { mode: 'transaction', poolSize: 6 }),
    }
  })
  after(async () => {
    await Promise.all(opened.map(database => database.close()))
    await poolers.session[Symbol.asyncDispose]()
    await poolers.transaction[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  const ways = {
    directly: () => server.urlOf('chatbot', 'chatbot'),
    'through a session pooler': () => poolers.session.urlOf(server.urlOf('chatbot', 'chatbot')),
    'through a transaction pooler': () => poolers.transaction.urlOf(server.urlOf('chatbot', 'chatbot')),
  }

  for (const [way, urlOf] of Object.entries(ways)) {
    describe(`reached ${way}`, () => {
      let database: PostgresDatabase
      before(async () => {
        ;({ database } = await openPostgres({ url: urlOf(), poolSize: 6 }))
      })
      after(() => database.close())
      afterEach(() => server.resume()) // whatever failed
      beforeEach(async () => {
        await recover(database)
        await Promise.all(Array.from({ length: 20 }, () => storeTurn(database)))
      })

      it('frozen: refuses within 2 s, keeps no queue, and is back within 5 s of thawing', async () => {
        server.freeze()
        const outcomes = await callFor(database, 4000)
        assertRefused(outcomes)
        // Once it is known, nobody waits for it any more.
        assert.ok(outcomes.slice(-50).every(({ milliseconds }) => milliseconds < 100))
        assert.equal(database.counts().waiting, 0)
        server.resume()
        await recover(database)
      })

      it('stopped: refuses within 2 s, and is back within 5 s of its start', async () => {
        server.stop()
        assertRefused(await callFor(database, 3000))
        await server.start()
        await recover(database)
      })

      it('killed: refuses within 2 s, and is back within 5 s of its start', async () => {
        await server.kill()
        assertRefused(await callFor(database, 2000))
        await server.start()
        await recover(database)
      })

      it('has a whole pool after all that', async () => {
        const many = await Promise.all(Array.from({ length: 40 }, () => timed(() => storeTurn(database))))
        assert.deepEqual(
          many.map(({ error }) => error).filter(error => error !== undefined),
          [],
        )
        assert.ok(database.counts().open <= 6)
        assert.equal(database.counts().waiting, 0)
      })
    })
  }

  describe('and its connections', () => {
    let database: PostgresDatabase
    before(async () => {
      ;({ database } = await openPostgres({ url: server.urlOf('chatbot', 'chatbot'), poolSize: 6 }))
    })
    after(() => database.close())

    it('all ended while idle, as by a restart, costs no call an error', async () => {
      for (let round = 0; round < 5; round++) {
        await Promise.all(Array.from({ length: 20 }, () => storeTurn(database)))
        server.stop()
        await server.start()
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => timed(() => storeTurn(database))))
        assert.deepEqual(
          outcomes.map(({ error }) => error).filter(error => error !== undefined),
          [],
        )
      }
    })

    it('ended in the middle of a turn’s verbs, costs no call an error and no row', async () => {
      const turns = Array.from({ length: 60 }, () => toBeginTurn({ ...createIds(), leaseHolder: 'request' }))
      const killer = (async () => {
        for (let round = 0; round < 10; round++) {
          server.sql(
            `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'chatbot' limit 2`,
          )
          await delay(10)
        }
      })()
      const outcomes = await Promise.all(
        turns.map(turn =>
          timed(async () => {
            assert.equal((await beginTurn(database, turn)).kind, 'admitted')
            await finishTurn(database, toFinishTurn(turn))
          }),
        ),
      )
      await killer
      assert.deepEqual(
        outcomes.map(({ error }) => error).filter(error => error !== undefined),
        [],
      )
      const ids = turns.map(({ messageId }) => `'${messageId}'`).join(', ')
      assert.equal(
        server.sql(`select count(*) from messages where turn_id in (${ids})`, 'chatbot').trim(),
        '120',
      )
    })

    it('read-only, as after a failover, refuses at once and is taken again at once', async () => {
      server.sql(`alter database chatbot set default_transaction_read_only = on`)
      server.sql(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'chatbot'`)
      assertRefused(await callFor(database, 500))
      server.sql(`alter database chatbot set default_transaction_read_only = off`)
      await recover(database)
    })

    it('of which the server takes no more: those there are go on; with none, it refuses within 2 s', async () => {
      const crowd: pg.Client[] = []
      const fill = async () => {
        for (;;) {
          const client = new pg.Client({ connectionString: server.urlOf('chatbot', 'chatbot') })
          client.on('error', () => undefined)
          const entered = await client.connect().then(
            () => true,
            () => false,
          )
          if (!entered) return
          crowd.push(client)
        }
      }
      const admin = new pg.Client({ connectionString: server.url })
      await admin.connect()
      /** Connections of others than the crowd: a program's that was ended or has ended holds its place for a moment more. */
      const strangers = async (act: 'count(*)' | 'count(pg_terminate_backend(pid))') => {
        const { rows } = await admin.query(
          `select ${act}::int as count from pg_stat_activity
          where backend_type = 'client backend' and pid <> pg_backend_pid() and not pid = any($1)`,
          [crowd.map(client => (client as pg.Client & { processID: number }).processID)],
        )
        return Number(rows[0]?.count)
      }
      const fillAlone = async () => {
        for (let isFull = false; !isFull; ) {
          const isAlone = (await strangers('count(pg_terminate_backend(pid))')) === 0
          const before = crowd.length
          await fill()
          isFull = isAlone && crowd.length === before && (await strangers('count(*)')) === 0
        }
      }
      try {
        await pingDatabase(database)
        await fill()
        const some = await Promise.all(Array.from({ length: 20 }, () => timed(() => storeTurn(database))))
        assert.deepEqual(
          some.map(({ error }) => error).filter(error => error !== undefined),
          [],
        )
        await fillAlone()
        assertRefused(await callFor(database, 1000))
      } finally {
        await Promise.all([...crowd, admin].map(client => client.end()))
      }
      await recover(database)
    })

    it('busy for longer than a turn may take, is not taken for away', async () => {
      server.sql(
        `create function ping_slowly() returns jsonb language plpgsql as $$ begin perform pg_sleep(3); return '1'; end $$;
        alter function ping() rename to ping_fast; alter function ping_slowly() rename to ping;
        grant execute on function ping() to chatbot`,
        'chatbot',
      )
      try {
        const slow = await Promise.all(
          Array.from({ length: 5 }, () => timed(() => database.call('ping', {}))),
        )
        for (const { milliseconds, error } of slow) {
          assert.equal(error, undefined)
          assert.ok(milliseconds >= 3000)
        }
      } finally {
        server.sql('drop function ping(); alter function ping_fast() rename to ping', 'chatbot')
      }
      await pingDatabase(database)
    })
  })
})
