import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { pingDatabase } from '../operations/ping-database.ts'
import { readMigratedSnapshot } from '../testing/database-snapshot.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { createEmbeddedDatabase } from './embedded.ts'
import { openDatabase } from './open-database.ts'

/** The thread that `open` starts: Node tells the process of each one. */
async function withThread<T>(open: () => Promise<T>): Promise<{ opened: T; thread: Worker }> {
  const started = Promise.withResolvers<Worker>()
  process.once('worker', started.resolve)
  const opened = await open()
  return { opened, thread: await started.promise }
}

const unavailable = { name: 'AppError', code: 'database_unavailable' }

describe('the thread of the embedded database', () => {
  it('is told lost, once, when it dies; what waited for it and what comes later fails', async () => {
    const lost: Error[] = []
    const { opened: database, thread } = await withThread(() => openTestDatabase(error => lost.push(error)))
    await pingDatabase(database)
    const waiting = assert.rejects(database.query('select pg_sleep(60)'), unavailable)
    await thread.terminate()
    await waiting
    await assert.rejects(pingDatabase(database), unavailable)
    await database.close()
    assert.equal(lost.length, 1)
    assert.match(String(lost[0]?.message), /thread/)
  })

  it('is not lost when it is closed, though calls still wait', async () => {
    const lost: Error[] = []
    const database = await openTestDatabase(error => lost.push(error))
    const waiting = pingDatabase(database)
    await Promise.all([waiting, database.close()])
    await assert.rejects(pingDatabase(database), unavailable)
    assert.deepEqual(lost, [])
  })

  it('is taken for hanging when a visitor would have waited three times too long, and is opened again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chatbot-v2-hangs-'))
    const away = Promise.withResolvers<Error>()
    const back = Promise.withResolvers<void>()
    const lost: Error[] = []
    const snapshot = await readMigratedSnapshot()
    const database = createEmbeddedDatabase(
      { dataDir: join(dataDir, 'database'), snapshot },
      { onAway: away.resolve, onBack: back.resolve, onLost: error => lost.push(error) },
      { glanceMilliseconds: 5 },
    )
    try {
      const never = 'select (select jsonb_build_object() from pg_sleep(3600))'
      await database.script(`create or replace function ping() returns jsonb language sql as '${never}'`)
      const hanging = assert.rejects(database.call('ping', {}), unavailable)
      const queued = assert.rejects(database.query('select 1'), unavailable)
      assert.match((await away.promise).message, /hangs/)
      await Promise.all([hanging, queued])
      await assert.rejects(database.query('select 1'), unavailable)
      await back.promise
      assert.deepEqual(await database.query('select 1 as one'), [{ one: 1 }])
      assert.deepEqual(lost, [])
    } finally {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  it('is left alone while an operator’s long statement runs, and ends within a closing', async () => {
    const away: Error[] = []
    const database = createEmbeddedDatabase(
      { snapshot: await readMigratedSnapshot() },
      { onAway: error => away.push(error), onLost: error => away.push(error) },
      { glanceMilliseconds: 5 },
    )
    const before = performance.now()
    await database.query('select pg_sleep(0.5)') // a hundred glances
    assert.ok(performance.now() - before >= 500)
    await database.close()
    assert.deepEqual(away, [])
  })

  it('is told lost by openDatabase too, once the database is open', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chatbot-v2-lost-'))
    const lost = Promise.withResolvers<Error>()
    try {
      // What a first start leaves, without waiting for it.
      const snapshot = await readMigratedSnapshot()
      const created = createEmbeddedDatabase({ dataDir: join(dataDir, 'database'), snapshot })
      await created.query('select 1')
      await created.close()
      const { opened, thread } = await withThread(() =>
        openDatabase({ driver: 'embedded', dataDir }, { onLost: lost.resolve }),
      )
      await thread.terminate()
      assert.equal(((await lost.promise) as { code?: string }).code, 'database_unavailable')
      await opened.database.close()
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})
