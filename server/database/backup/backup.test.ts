import assert from 'node:assert/strict'
import { copyFileSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createEmbeddedBackup } from '../../testing/create-embedded-backup.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { openBesideServer } from '../open-beside.ts'
import { openDatabase } from '../open-database.ts'
import { readSchema } from '../read-schema.ts'
import { backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { findOthers } from './other-objects.ts'
import { findTables, ourTableNames } from './our-tables.ts'
import { readBackup } from './read-backup.ts'
import { restore } from './restore.ts'

const { folder, original, file, report, emptyTarget } = await createEmbeddedBackup()
after(() => folder[Symbol.dispose]())

describe('a backup', () => {
  it('is one file for its owner’s eyes, that a restored database gives again', async () => {
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.deepEqual(report.others, [])
    assert.equal(report.tables.document_chunks?.rows, 20)
    const target = emptyTarget()
    const restored = await restore({ target, file })
    assert.deepEqual(restored.tables, report.tables)
    const again = await backUp(target, join(folder.path, 'again.gz'), '1.2.3')
    assert.deepEqual(again.tables, report.tables)
    // Byte for byte, rows in their order, but for the instant in the header.
    const lines = (path: string) => gunzipSync(readFileSync(path)).toString().split('\n').slice(1, -2)
    assert.deepEqual(lines(join(folder.path, 'again.gz')), lines(file))
  })

  it('leaves the restored database as the program needs it: indexes, triggers, rights, search', async () => {
    const target = emptyTarget()
    await restore({ target, file })
    const schema = async (dataDir: string) => {
      const session = openEmbeddedSession(join(dataDir, 'database'))
      const lines = await readSchema(session)
      const enabled = await session.query(`select tgenabled::text from pg_trigger`)
      await session.close()
      return { lines, enabled }
    }
    const restored = await schema(target.dataDir)
    const wanted = await schema(original.dataDir)
    assert.deepEqual(restored.lines, wanted.lines)
    assert.equal(restored.enabled.length, wanted.enabled.length)
    assert.ok(restored.enabled.every(({ tgenabled }) => tgenabled === 'O'))
    const { database, migrated } = await openDatabase(target)
    assert.deepEqual(migrated, { migrations: [], functions: [] })
    const status = (await database.call('database_status', {})) as { chunks: number }
    await database.close()
    assert.equal(status.chunks, 20)
  })

  it('has every table that the migrations make', async () => {
    const session = openEmbeddedSession(join(original.dataDir, 'database'))
    const files = await readDatabaseFiles()
    const found = await findTables(session, files)
    assert.deepEqual(await findOthers(session, files), [])
    await session.close()
    const names = found.map(({ name }) => name)
    assert.deepEqual(Object.keys(report.tables).sort(), [...names].sort())
    for (const name of names) assert.ok(ourTableNames(files).has(name), name)
  })

  it('replaces an older one only when it is whole, and leaves no other file', async () => {
    const { path } = folder
    const kept = join(path, 'kept.gz')
    copyFileSync(file, kept)
    await assert.rejects(backUp({ driver: 'embedded', dataDir: join(path, 'nothing') }, kept, '1'), {
      code: 'nothing_here',
    })
    assert.deepEqual(readFileSync(kept), readFileSync(file))
    await backUp(original, kept, '1.2.3')
    assert.deepEqual((await readBackup(kept)).trailer.tables, report.tables)
    assert.deepEqual(
      readdirSync(path).filter(name => name.endsWith('.part')),
      [],
    )
  })
})

describe('a backup beside a running server', () => {
  it('is taken from a copy that the server makes, while it goes on answering', async () => {
    const dataDir = join(folder.path, 'running')
    cpSync(original.dataDir, dataDir, { recursive: true })
    const { database } = await openDatabase({ driver: 'embedded', dataDir })
    try {
      let calls = 0
      let backingUp = true
      const answering = (async () => {
        while (backingUp) {
          await database.call('ping', {})
          calls++
        }
      })()
      const beside = await backUp({ driver: 'embedded', dataDir }, join(folder.path, 'beside.gz'), '1')
      backingUp = false
      await answering
      assert.equal(beside.copied, true)
      assert.deepEqual(beside.tables, report.tables)
      assert.ok(calls > 10)
      assert.deepEqual(readdirSync(join(dataDir, 'requests')), [])
    } finally {
      await database.close()
    }
  })

  it('lets an operator call a verb, or says what the verb refused', async () => {
    const dataDir = join(folder.path, 'running')
    const { database } = await openDatabase({ driver: 'embedded', dataDir })
    const beside = await openBesideServer({ driver: 'embedded', dataDir })
    try {
      assert.deepEqual(await beside.call('count_visitor', { p_user_id: 'u1' }), {
        users: 1,
        conversations: 1,
        messages: 2,
      })
      await assert.rejects(beside.call('no_such_verb', {}), /no_such_verb/)
    } finally {
      await beside.close()
      await database.close()
    }
  })
})
