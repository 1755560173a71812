// The product on a Postgres of its own, as an operator starts it: several processes, an outage, what it weighs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { readDatabaseFiles } from './database/database-files.ts'
import { ask, postChat, readMessages } from './testing/chat-client.ts'
import { startPostgres, type TestPostgres } from './testing/start-postgres.ts'
import { createFolder, type RunningProduct, runToEnd, startProduct } from './testing/start-product.ts'

/** DESIGN 7, in bytes. */
/** DESIGN 7: 150 MB as `ps` and `docker stats` count them, in units of 1,048,576. */
const idleMemory = 150 * 1024 ** 2

describe('the product on Postgres', () => {
  const folder = createFolder()
  let server: TestPostgres
  let env: Record<string, string>
  before(async () => {
    server = await startPostgres()
    env = { DATABASE_URL: server.urlOf('chatbot', 'chatbot'), LOG_LEVEL: 'warning' }
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })
  const start = () => startProduct(folder.path, { ...env, LOG_LEVEL: 'info' })

  it('is started by 5 processes at once on an empty database, which is migrated once', async () => {
    const products = await Promise.all(Array.from({ length: 5 }, start))
    try {
      const { migrations } = await readDatabaseFiles()
      const applied = server.sql(
        `select string_agg(name, ',' order by name) from schema_migrations where kind = 'migration'`,
        'chatbot',
      )
      assert.equal(applied.trim(), migrations.map(({ name }) => name).join(','))
      const turn = {
        user_id: 'u',
        conversation_id: 'shared',
        message_id: 'm',
        message: 'Combien dure un réel ?',
      }
      const replies = await Promise.all(products.map(({ url }) => ask(url, turn)))
      assert.equal(new Set(replies.map(({ timestamp }) => timestamp)).size, 1)
      assert.equal((await readMessages(products[0]?.url ?? '', 'shared', 'u')).length, 2)
      const [first] = products
      assert.match(String(first?.log.find(({ msg }) => msg === 'listening')?.documents), /npm run ingest/)
    } finally {
      await Promise.all(products.map(product => product.stop('SIGINT')))
    }
  })

  it(`idles on at most ${idleMemory / 1024 ** 2} MB`, async () => {
    await using product = await start()
    const readResident = () => {
      const status = readFileSync(`/proc/${product.process.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
    }
    // What the start took is given back within seconds.
    const until = performance.now() + 10_000
    let resident = readResident()
    while (resident > idleMemory && performance.now() < until) {
      await delay(50)
      resident = readResident()
    }
    console.log(`resident: ${(resident / 1024 ** 2).toFixed(0)} MB`)
    assert.ok(resident <= idleMemory, `${resident} bytes`)
  })

  describe('when the database is frozen', () => {
    let product: RunningProduct
    before(async () => {
      product = await start()
      await ask(product.url, { user_id: 'u', conversation_id: 'before', message: 'Bonjour' })
    })
    after(() => product.stop('SIGKILL'))
    afterEach(() => server.resume()) // whatever failed

    /** Asks until the status is that one. Each answer has to come within 2 s. */
    async function waitForStatus(path: string, status: number): Promise<number> {
      const started = performance.now()
      for (;;) {
        const asked = performance.now()
        const response = await fetch(`${product.url}${path}`)
        await response.text()
        assert.ok(performance.now() - asked < 2000, `${path} hung`)
        if (response.status === status) return performance.now() - started
        assert.ok(performance.now() - started < 5000, `${path} stays ${response.status}`)
        await delay(100)
      }
    }

    it('says so within 5 s in /health and /ready, refuses within 2 s with Retry-After, and is back within 5 s', async () => {
      server.freeze()
      const refusals = Array.from({ length: 100 }, async (_, index) => {
        const started = performance.now()
        const turn = { user_id: 'u', conversation_id: `away-${index}`, message: 'Combien dure un réel ?' }
        const response = await postChat(product.url, turn)
        const body = (await response.json()) as { code: string }
        return {
          status: response.status,
          code: body.code,
          after: Number(response.headers.get('retry-after')),
          milliseconds: performance.now() - started,
        }
      })
      await Promise.all([waitForStatus('/health', 503), waitForStatus('/ready', 503)])
      for (const { status, code, after: seconds, milliseconds } of await Promise.all(refusals)) {
        assert.deepEqual([status, code], [503, 'database_unavailable'])
        assert.ok(seconds >= 1)
        assert.ok(milliseconds < 2000, `${milliseconds} ms`)
      }
      server.resume()
      await Promise.all([waitForStatus('/health', 200), waitForStatus('/ready', 200)])
      await ask(product.url, { user_id: 'u', conversation_id: 'after', message: 'Combien dure un réel ?' })
      const lines = product.log.map(({ msg }) => msg)
      assert.equal(lines.filter(line => line === 'the database is away').length, 1)
      assert.equal(lines.filter(line => line === 'the database is back').length, 1)
    })

    it('is unhealthy on a server that has become read-only', async () => {
      server.sql('alter system set default_transaction_read_only = on')
      server.sql('select pg_reload_conf()')
      await waitForStatus('/health', 503)
      server.sql('alter system reset default_transaction_read_only')
      server.sql('select pg_reload_conf()')
      await waitForStatus('/health', 200)
    })
  })

  it('ends with 1 and one line when the password is wrong', async () => {
    const { code, stderr } = await runToEnd(folder.path, {
      ...env,
      DATABASE_URL: server.urlOf('absent', 'chatbot:canari'),
    })
    assert.equal(code, 1)
    assert.match(stderr, /DATABASE_URL .*absent n’existe pas/)
    assert.ok(!stderr.includes('canari'))
    assert.equal(stderr.trim().split('\n').length, 1)
  })
})
