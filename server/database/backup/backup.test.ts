import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { readEmptySnapshot } from '../../testing/database-snapshot.ts'
import { fillTables } from '../../testing/fill-tables.ts'
import { createFolder } from '../../testing/start-product.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { createEmbeddedDatabase } from '../embedded.ts'
import { migrate } from '../migrate.ts'
import { openBesideServer } from '../open-beside.ts'
import { openDatabase } from '../open-database.ts'
import { readSchema } from '../read-schema.ts'
import { type BackupReport, backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { readErasureFile } from './erasures.ts'
import { fillDatabase } from './fill-database.ts'
import { findOthers } from './other-objects.ts'
import { findTables, orderByReference, ourTableNames } from './our-tables.ts'
import { openBackupSource, readBackup } from './read-backup.ts'
import { restore } from './restore.ts'
import { createTableDigest, differingTables } from './table-digest.ts'
import { inSnapshot, type TransferSession } from './transfer-session.ts'

const folder = createFolder()
const original = { driver: 'embedded', dataDir: join(folder.path, 'original') } as const
const file = join(folder.path, 'backup.jsonl.gz')
let report: BackupReport

before(async () => {
  await (await openDatabase(original)).database.close()
  const session = openEmbeddedSession(join(original.dataDir, 'database'))
  await fillTables(session)
  await session.close()
  report = await backUp(original, file, '1.2.3')
})
after(() => folder[Symbol.dispose]())

/** A database in memory without any table of ours. */
async function openEmptySession(): Promise<TransferSession> {
  const embedded = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
  return { ...embedded, settings: '' }
}

let folders = 0
/** A data folder that nobody has used. */
const emptyTarget = () => ({ driver: 'embedded', dataDir: join(folder.path, `target-${++folders}`) }) as const

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

describe('a backup of another version', () => {
  const later = async () => {
    const files = await readDatabaseFiles()
    const sql = `alter table users add column greeting text;
      update users set greeting = 'Bonjour ' || name;
      create table greetings (id int primary key, user_id text references users (id));`
    const checksum = createHash('sha256').update(sql).digest('hex')
    return { ...files, migrations: [...files.migrations, { name: '9999_greet', sql, checksum }] }
  }

  it('that is older is restored as it was, then the newer migrations run on its rows', async () => {
    const session = await openEmptySession()
    const source = await openBackupSource(file)
    const filled = await fillDatabase(session, await later(), source, {
      replace: false,
      erasures: [],
    })
    await source.close()
    assert.deepEqual(filled.migrated, ['9999_greet'])
    assert.deepEqual(filled.tables, report.tables)
    const rows = await session.query(`select greeting from users where id = 'u1'`)
    assert.match(String(rows[0]?.greeting), /^Bonjour Zoé/)
    await session.close()
  })

  it('that is older also goes into a database that the newer program has made, and left empty', async () => {
    const files = await later()
    const session = await openEmptySession()
    await migrate(session, files)
    const source = await openBackupSource(file)
    assert.deepEqual(
      (await fillDatabase(session, files, source, { replace: false, erasures: [] })).migrated,
      ['9999_greet'],
    )
    await source.close()
    // With data of the newer version in it there is no way back to the older one, not even by --replace.
    const again = await openBackupSource(file)
    await assert.rejects(fillDatabase(session, files, again, { replace: true, erasures: [] }), {
      code: 'not_empty',
    })
    await again.close()
    await session.close()
  })

  it('that is newer is refused with the migration’s name', async () => {
    const session = await openEmptySession()
    const files = await readDatabaseFiles()
    const source = await openBackupSource(file)
    const older = { ...files, migrations: files.migrations.slice(0, -1) }
    await assert.rejects(fillDatabase(session, older, source, { replace: false, erasures: [] }), {
      code: 'migration_edited',
      message: /plus ancien : mets-le à jour/,
    })
    assert.deepEqual(await session.query(`select relname from pg_class where relname = 'users'`), [])
    await source.close()
    await session.close()
  })

  it('with columns and a conversion’s leftovers of its own keeps them', async () => {
    const dataDir = join(folder.path, 'converted')
    cpSync(original.dataDir, dataDir, { recursive: true })
    const session = openEmbeddedSession(join(dataDir, 'database'))
    await session.script(`alter table messages add column agent_type text, add column seen int generated always as (length(content)) stored;
      update messages set agent_type = 'creation';
      create table unconverted_rows (source_table text, "row" jsonb);
      insert into unconverted_rows values ('messages', '{"content": "à moitié"}');
      create table customers (id int)`)
    await session.close()
    const converted = join(folder.path, 'converted.gz')
    const made = await backUp({ driver: 'embedded', dataDir }, converted, '1')
    assert.deepEqual(made.others, [{ kind: 'table', name: 'customers' }])
    const target = emptyTarget()
    await restore({ target, file: converted })
    const restored = openEmbeddedSession(join(target.dataDir, 'database'))
    assert.deepEqual(
      await restored.query(`select agent_type, seen = length(content) as seen from messages limit 1`),
      [{ agent_type: 'creation', seen: true }],
    )
    assert.deepEqual(await restored.query('select source_table from unconverted_rows'), [
      { source_table: 'messages' },
    ])
    await restored.close()
  })
})

describe('the checksum of a table', () => {
  it('is the same in any order, and of no other rows', () => {
    const digest = (lines: string[]) => {
      const made = createTableDigest()
      made.add(lines)
      return { t: made.result() }
    }
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.nat(), fc.string(), (lines, place, other) => {
        assert.deepEqual(digest(lines.toReversed()), digest(lines))
        const at = place % lines.length
        assert.deepEqual(differingTables(digest(lines), digest([...lines, other])), ['t'])
        assert.deepEqual(differingTables(digest(lines), digest(lines.toSpliced(at, 1))), ['t'])
        if (other !== lines[at]) {
          assert.deepEqual(differingTables(digest(lines), digest(lines.with(at, other))), ['t'])
        }
      }),
    )
    assert.deepEqual(differingTables(digest(['a']), {}), ['t'])
  })
})

describe('the order of tables', () => {
  it('has parents first, whatever their names, and refuses a circle', () => {
    assert.deepEqual(
      orderByReference(
        ['a', 'b', 'c'],
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
      ),
      ['c', 'b', 'a'],
    )
    assert.throws(
      () =>
        orderByReference(
          ['a', 'b'],
          [
            ['a', 'b'],
            ['b', 'a'],
          ],
        ),
      /a, b/,
    )
  })
})

describe('a snapshot', () => {
  it('that fails ends its transaction', async () => {
    const session = await openEmptySession()
    await assert.rejects(
      inSnapshot(session, () => session.query('select 1/0')),
      /division/,
    )
    await session.query('create table t ()')
    await session.close()
  })
})
