import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { readEmptySnapshot } from '../testing/database-snapshot.ts'
import { type DatabaseFiles, databaseDirectory, readDatabaseFiles } from './database-files.ts'
import { createEmbeddedDatabase, type EmbeddedDatabase } from './embedded.ts'
import { migrate } from './migrate.ts'
import { toMigrationsFile } from './migration-script.ts'
import { readSchema } from './read-schema.ts'

const toFile = (name: string, sql: string, checksum = `${name}-1`) => ({ name, sql, checksum })

/** A database of our own making: one table, one function. */
function toFiles(files: DatabaseFiles, changes: Partial<DatabaseFiles> = {}): DatabaseFiles {
  return {
    ...files,
    migrations: [toFile('0001_things', 'create table things (id int); insert into things values (1);')],
    functions: [
      toFile(
        'count_things',
        `create or replace function count_things() returns jsonb language sql
        set search_path = public as $$ select to_jsonb(count(*)) from things $$;`,
      ),
    ],
    ...changes,
  }
}

describe('migrate', () => {
  let files: DatabaseFiles
  let database: EmbeddedDatabase
  before(async () => {
    files = await readDatabaseFiles()
    database = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
  })
  after(() => database.close())

  it('applies what is missing, once', async () => {
    assert.deepEqual(await migrate(database, toFiles(files)), {
      migrations: ['0001_things'],
      functions: ['count_things'],
    })
    assert.deepEqual(await migrate(database, toFiles(files)), { migrations: [], functions: [] })
    assert.equal(await database.call('count_things', {}), 1)
  })

  it('applies a function again when its text changed, and drops what it was with other arguments', async () => {
    const changed = toFile(
      'count_things',
      `create or replace function count_things(p_more int default 1) returns jsonb language sql
        set search_path = public as $$ select to_jsonb(count(*) + p_more) from things $$;`,
      'count_things-2',
    )
    const report = await migrate(database, toFiles(files, { functions: [changed] }))
    assert.deepEqual(report, { migrations: [], functions: ['count_things'] })
    assert.equal(await database.call('count_things', {}), 2)
  })

  it('leaves nothing of a run that fails half-way', async () => {
    const broken = toFiles(files, {
      migrations: [
        ...toFiles(files).migrations,
        toFile('0002_more', 'create table more (id int)'),
        toFile('0003_broken', 'create table broken (id no_such_type)'),
      ],
    })
    await assert.rejects(migrate(database, broken), /no_such_type/)
    const [row] = await database.query(`select to_regclass('more') is null as gone`)
    assert.deepEqual(row, { gone: true })
    assert.equal(await database.call('count_things', {}), 2)
  })

  it('refuses a migration that was edited after it was applied, naming it', async () => {
    const edited = toFiles(files, { migrations: [toFile('0001_things', 'create table things ()', 'other')] })
    await assert.rejects(migrate(database, edited), {
      name: 'DatabaseError',
      code: 'migration_edited',
      message: /0001_things\.sql/,
    })
    // Pasted as a script, the same: the database itself says no.
    await assert.rejects(database.script(toMigrationsFile(edited)), /0001_things was edited/)
  })
})

describe('database/migrations.sql', () => {
  it('is what `npm run migrations` writes now', async () => {
    const written = await readFile(join(databaseDirectory, 'migrations.sql'), 'utf8')
    assert.equal(written, toMigrationsFile(await readDatabaseFiles()), 'stale: run `npm run migrations`')
  })

  it('pasted three times makes the database that migrating makes, and touches no row', async () => {
    const script = await readFile(join(databaseDirectory, 'migrations.sql'), 'utf8')
    const pasted = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
    const migrated = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
    try {
      await pasted.script(script)
      const once = await readSchema(pasted)
      await pasted.query(`insert into users (id) values ('user-1')`)
      await pasted.script(script)
      await pasted.script(script)
      assert.deepEqual(await pasted.query('select id from users'), [{ id: 'user-1' }])
      await migrate(migrated, await readDatabaseFiles())
      const schema = await readSchema(migrated)
      assert.ok(schema.some(line => line.startsWith('column messages.content ')))
      assert.deepEqual(once, schema)
      assert.deepEqual(await readSchema(pasted), schema)
      assert.deepEqual(await migrate(pasted, await readDatabaseFiles()), { migrations: [], functions: [] })
    } finally {
      await Promise.all([pasted.close(), migrated.close()])
    }
  })
})
