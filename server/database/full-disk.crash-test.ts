// What becomes of the embedded database when its disk is full. A disk that is full only for us takes a mount, so this
// runs as root, in .ci/run.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pingDatabase } from '../operations/ping-database.ts'
import { readMigratedSnapshot } from '../testing/database-snapshot.ts'
import { createEmbeddedDatabase, type EmbeddedDatabase } from './embedded.ts'
import { openDatabase } from './open-database.ts'

/** A disk of 80 MB of its own. */
function mountDisk() {
  const path = mkdtempSync(join(tmpdir(), 'chatbot-v2-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', path])
  const room = () => {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    /** Leaves so many bytes free, more or less a quarter of a megabyte. */
    fill(bytes: number) {
      while (room() > bytes) writeFileSync(ballast, Buffer.alloc(1 << 18), { flag: 'a' })
    },
    free: () => rmSync(ballast),
    [Symbol.dispose]() {
      execFileSync('umount', ['--lazy', path])
      rmdirSync(path)
    },
  }
}

const unavailable = { name: 'AppError', code: 'database_unavailable' }

/** Writes rows until one is refused; which ones are acknowledged. `truncate` keeps the table small, so that only the log grows. */
async function fillTable(
  database: EmbeddedDatabase,
  truncate: boolean,
): Promise<{ kept: number; code: unknown }> {
  for (let kept = 0; ; ) {
    try {
      if (truncate && kept === 100) {
        await database.query('truncate filler')
        kept = 0
      }
      await database.query(
        "insert into filler select string_agg(md5(random()::text), '') from generate_series(1, 1000)",
      )
      kept++
    } catch (error) {
      return { kept, code: (error as { code?: unknown }).code }
    }
  }
}

async function countRows(database: EmbeddedDatabase): Promise<number> {
  const [row] = await database.query('select count(*)::int as rows from filler')
  return Number(row?.rows)
}

describe('the embedded database on a full disk', () => {
  it('refuses what needs room while only its tables cannot grow, and goes on once there is some', async () => {
    using disk = mountDisk()
    const database = createEmbeddedDatabase({
      dataDir: join(disk.path, 'database'),
      snapshot: await readMigratedSnapshot(),
    })
    await database.query('create table filler (value text)')
    disk.fill(1e6)
    const { kept, code } = await fillTable(database, false)
    assert.equal(code, unavailable.code)
    assert.equal(await countRows(database), kept)
    disk.free()
    await database.query('insert into filler values (1)')
    await database.close()
  })

  it('opens itself again when its log has no room, loses nothing, and is unavailable in the meantime', async () => {
    using disk = mountDisk()
    const events: string[] = []
    const back = Promise.withResolvers<void>()
    const files = join(disk.path, 'database')
    const database = createEmbeddedDatabase(
      { dataDir: files, snapshot: await readMigratedSnapshot() },
      {
        onLost: () => events.push('lost'),
        onAway: () => events.push('away'),
        onBack() {
          events.push('back')
          back.resolve()
        },
      },
    )
    await database.query('create table filler (value text)')
    disk.fill(14e6) // a segment of the log takes 16 MB
    const { kept, code } = await fillTable(database, true)
    assert.equal(code, unavailable.code)
    assert.deepEqual(events, ['away'])
    await assert.rejects(pingDatabase(database), unavailable)
    // It cannot be opened either, so far.
    const [attempt] = await once(process, 'worker')
    await once(attempt, 'exit')
    await assert.rejects(pingDatabase(database), unavailable)
    disk.free()
    await back.promise
    assert.deepEqual(events, ['away', 'back'])
    assert.equal(await countRows(database), kept)
    await database.query('insert into filler values (1)')
    await database.close()
  })

  it('says at a start that the disk is full', async () => {
    using disk = mountDisk()
    const database = createEmbeddedDatabase({
      dataDir: join(disk.path, 'database'),
      snapshot: await readMigratedSnapshot(),
    })
    await database.query('create table filler (value text)')
    disk.fill(14e6)
    await fillTable(database, true)
    await database.close()
    disk.fill(1e6)
    await assert.rejects(openDatabase({ driver: 'embedded', dataDir: disk.path }), {
      code: 'open_failed',
      message: /le disque est plein/,
    })
  })
})
