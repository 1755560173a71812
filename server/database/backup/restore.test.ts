import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { createEmbeddedBackup } from '../../testing/create-embedded-backup.ts'
import { openEmptySession } from '../../testing/open-empty-session.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { openDatabase } from '../open-database.ts'
import { backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { readErasureFile } from './erasures.ts'
import { fillDatabase } from './fill-database.ts'
import { openBackupSource, readBackup } from './read-backup.ts'
import { restore } from './restore.ts'
import type { TransferSession } from './transfer-session.ts'

const { folder, original, file, report, emptyTarget } = await createEmbeddedBackup()
after(() => folder[Symbol.dispose]())

/** The folder's files, by name and content, to show that nothing was changed. */
function hashFolder(path: string): string {
  if (!existsSync(path)) return 'nothing'
  const hash = createHash('sha256')
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    const whole = join(entry.parentPath, entry.name)
    if (entry.isFile() && !entry.name.startsWith('lock')) hash.update(whole).update(readFileSync(whole))
  }
  return hash.digest('hex')
}

describe('restoring', () => {
  const bytes = () => readFileSync(file)
  const text = () => gunzipSync(bytes()).toString()
  const write = (content: Buffer | string) => {
    const path = join(folder.path, 'bad.gz')
    writeFileSync(path, content)
    return path
  }
  const refused = async (path: string) => {
    const target = emptyTarget()
    await assert.rejects(restore({ target, file: path }), {
      code: 'backup_unusable',
      message: /Rien n'a été changé/,
    })
    assert.equal(existsSync(target.dataDir), false)
  }

  it('refuses a file that is cut anywhere, before anything changes', async () => {
    const whole = bytes()
    for (const part of [0, 1, 10, 0.3, 0.9, 0.9999]) {
      await refused(write(whole.subarray(0, part < 1 ? Math.floor(whole.length * part) : part)))
    }
    const lines = text().split('\n')
    await refused(write(gzipSync(lines.slice(0, -2).join('\n'))))
    await refused(write(gzipSync(`${lines.slice(0, -2).join('\n')}\n`)))
  })

  it('refuses a file in which anything was altered', async () => {
    const whole = text()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 2),
        fc.constantFrom('x', '"', '\n', '0'),
        async (place, character) => {
          if (whole[place] === character) return
          const altered = whole.slice(0, place) + character + whole.slice(place + 1)
          await assert.rejects(readBackup(write(gzipSync(altered))), { code: 'backup_unusable' })
        },
      ),
      { numRuns: 100 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes().length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const altered = bytes()
          altered[place] = (altered[place] ?? 0) ^ change
          const path = write(altered)
          // The gzip header says when and where it was made: what is in the file is the same all the same.
          await readBackup(path).then(
            read => assert.deepEqual(read.trailer.tables, report.tables),
            error => assert.equal(error.code, 'backup_unusable'),
          )
        },
      ),
      { numRuns: 100 },
    )
    const lines = whole.split('\n')
    await refused(
      write(gzipSync([...lines.slice(0, -2), ...lines.slice(-3, -2), ...lines.slice(-2)].join('\n'))),
    ) // a row twice
    await refused(write(gzipSync(`${whole}{}\n`)))
  })

  it('refuses a foreign file, and one that is not there', async () => {
    await refused(write('SELECT 1;'))
    await refused(write(gzipSync('{"id": 1}\n{"id": 2}\n')))
    await refused(write(gzipSync('{"format": "chatbot-v2 backup", "format_version": 9}\n')))
    await refused(join(folder.path, 'missing.gz'))
  })

  it('refuses a database that has data, and says which; --replace keeps the old one beside', async () => {
    const dataDir = join(folder.path, 'full')
    cpSync(original.dataDir, dataDir, { recursive: true })
    const target = { driver: 'embedded', dataDir } as const
    await assert.rejects(restore({ target, file }), {
      code: 'not_empty',
      message: /conversations.*--replace/,
    })
    const replaced = await restore({ target, file, replace: true })
    assert.match(replaced.keptIn ?? '', /database\.before-/)
    assert.deepEqual(replaced.tables, report.tables)
    assert.ok(existsSync(join(replaced.keptIn ?? '', 'PG_VERSION')))
    // An empty one, as a first start without documents makes it, is no reason to refuse.
    const started = emptyTarget()
    await (await openDatabase(started)).database.close()
    assert.equal((await restore({ target: started, file })).keptIn, null)
  })

  it('refuses while a server runs, and leaves its database alone', async () => {
    const target = emptyTarget()
    const { database } = await openDatabase(target)
    await assert.rejects(restore({ target, file, replace: true }), { code: 'directory_locked' })
    await database.close()
  })

  it('goes on where a killed one stopped: its half is forgotten', async () => {
    const target = emptyTarget()
    mkdirSync(join(target.dataDir, 'database.restoring'), { recursive: true })
    writeFileSync(join(target.dataDir, 'database.restoring', 'PG_VERSION'), 'half')
    assert.deepEqual((await restore({ target, file })).tables, report.tables)
    assert.equal(existsSync(join(target.dataDir, 'database.restoring')), false)
  })

  it('puts a database that cannot be opened aside, when told to', async () => {
    const target = emptyTarget()
    mkdirSync(join(target.dataDir, 'database'), { recursive: true })
    writeFileSync(join(target.dataDir, 'database', 'PG_VERSION'), '17')
    const before = hashFolder(join(target.dataDir, 'database'))
    await assert.rejects(restore({ target, file }), { code: 'open_failed', message: /--replace/ })
    assert.equal(hashFolder(join(target.dataDir, 'database')), before)
    assert.deepEqual((await restore({ target, file, replace: true })).tables, report.tables)
  })

  it('erases again who was erased since, by the database’s own list or by a newer one', async () => {
    const target = emptyTarget()
    await restore({ target, file })
    const { database } = await openDatabase(target)
    await database.call('erase_visitor', { p_user_id: 'u1' })
    const list = await database.call('list_erasures', {})
    await database.close()
    const newer = join(folder.path, 'newer.gz')
    await backUp(target, newer, '1')
    const names = join(folder.path, 'erasures.json')
    writeFileSync(names, JSON.stringify(list))

    const count = (session: Pick<TransferSession, 'query'>, id: string) =>
      session.query(`select count_visitor('${id}')::text as count`)
    const nothing = [{ count: '{"users": 0, "messages": 0, "conversations": 0}' }]
    const whole = [{ count: '{"users": 1, "messages": 1, "conversations": 1}' }]
    assert.equal((await restore({ target, file, replace: true })).erased, 1)
    const replaced = openEmbeddedSession(join(target.dataDir, 'database'))
    assert.deepEqual(await count(replaced, 'u1'), nothing)
    assert.deepEqual(await count(replaced, 'u2'), whole)
    await replaced.close()
    for (const known of [names, newer]) {
      const session = await openEmptySession()
      const source = await openBackupSource(file)
      const erasures = await readErasureFile(known)
      const filled = await fillDatabase(session, await readDatabaseFiles(), source, {
        replace: false,
        erasures,
      })
      assert.equal(filled.erased, 1)
      assert.deepEqual(await count(session, 'u1'), nothing)
      assert.deepEqual(await count(session, 'u2'), whole)
      await session.close()
      await source.close()
    }
    await assert.rejects(restore({ target: emptyTarget(), file, erasuresFile: write('{}') }), {
      code: 'backup_unusable',
    })
  })
})
