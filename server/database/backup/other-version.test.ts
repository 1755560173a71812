import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { createEmbeddedBackup } from '../../testing/create-embedded-backup.ts'
import { openEmptySession } from '../../testing/open-empty-session.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { migrate } from '../migrate.ts'
import { backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { fillDatabase } from './fill-database.ts'
import { openBackupSource } from './read-backup.ts'
import { restore } from './restore.ts'

const { folder, original, file, report, emptyTarget } = await createEmbeddedBackup()
after(() => folder[Symbol.dispose]())

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
