import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseFiles, readDatabaseFiles } from '../../server/database/database-files.ts'
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../../server/database/embedded.ts'
import { openTestDatabase } from '../../server/testing/open-test-database.ts'
import { checkDatabase, type DatabaseSetting, judgeClock, judgeInspection } from './check-database.ts'
import { findingLines, isWell } from './finding.ts'

let files: DatabaseFiles
before(async () => {
  files = await readDatabaseFiles()
})
const setting = (): DatabaseSetting => ({
  driver: 'postgres',
  workers: 2,
  poolSize: 10,
  files,
  now: Date.now,
})

/** The states of the findings by id. */
async function look(database: EmbeddedDatabase) {
  const { findings, inspection } = await checkDatabase(database, setting())
  const of = (id: string) => findings.find(finding => finding.id === id)
  return { findings, inspection, of }
}

describe('a database that is as it must be', () => {
  it('has nothing to say', async () => {
    const database = await openTestDatabase()
    try {
      const { findings } = await look(database)
      assert.deepEqual(
        findings.filter(({ state }) => state !== 'ok'),
        [],
        findingLines(findings).join('\n'),
      )
    } finally {
      await database.close()
    }
  })
})

describe('a database that answers late', () => {
  it('is far away, unless it is embedded, which a running server looks after now and then', async () => {
    const database = await openTestDatabase()
    const late = {
      ...database,
      call: async (...args: Parameters<typeof database.call>) => {
        await delay(60)
        return database.call(...args)
      },
    }
    try {
      const findingOf = async (driver: DatabaseSetting['driver']) =>
        (await checkDatabase(late, { ...setting(), driver })).findings.find(({ id }) => id === 'database')
      assert.match((await findingOf('postgres'))?.text ?? '', /répond en \d+ ms : c’est loin$/)
      const embedded = await findingOf('embedded')
      assert.deepEqual([embedded?.state, / ms/.test(embedded?.text ?? '')], ['ok', false])
    } finally {
      await database.close()
    }
  })
})

describe('a database with a fault', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())
  const undo: string[] = []
  const harm = async (sql: string, back: string) => {
    undo.push(back)
    await database.script(sql)
  }
  beforeEach(async () => {
    for (const sql of undo.splice(0)) await database.script(sql)
  })

  it('is told of an index that is gone, with the statement that makes it', async () => {
    await harm(
      'drop index messages_created_at',
      'create index messages_created_at on messages using brin (created_at) with (pages_per_range = 32)',
    )
    const { of } = await look(database)
    assert.equal(of('indexes')?.state, 'error')
    assert.match(of('indexes')?.text ?? '', /messages_created_at/)
    const statement = of('indexes')?.todo ?? ''
    assert.match(statement, /^create index if not exists messages_created_at on messages using brin/)
    await database.script(statement)
    assert.equal((await look(database)).of('indexes')?.state, 'ok', 'what it says to do mends it')
    undo.length = 0
  })

  it('is told of an index that was left half made', async () => {
    const mark = (valid: boolean) =>
      `update pg_index set indisvalid = ${valid} where indexrelid = 'documents_agent_owner_language'::regclass`
    await harm(mark(false), mark(true))
    const { of } = await look(database)
    assert.equal(of('indexes')?.todo, 'reindex index concurrently documents_agent_owner_language;')
  })

  it('is told that strangers may read a table, call a function, or pass row-level security', async () => {
    await harm('grant select on messages to public', 'revoke all on messages from public')
    await harm('grant execute on function ping() to public', 'revoke all on function ping() from public')
    await harm('alter table users no force row level security', 'alter table users force row level security')
    const { of, findings } = await look(database)
    assert.equal(isWell(findings), false)
    assert.match(of('access')?.text ?? '', /: users, messages, ping\(\)$/)
    assert.match(of('access')?.todo ?? '', /delete from schema_migrations where kind = 'access'/)
  })

  it('is told of a function that somebody dropped', async () => {
    const [row] = await database.query(
      `select pg_get_functiondef('rate_limit_status'::regproc) as sql, pg_get_function_identity_arguments('rate_limit_status'::regproc) as args`,
    )
    await harm(
      'drop function rate_limit_status',
      `${row?.sql}; revoke all on function rate_limit_status from public`,
    )
    const { of } = await look(database)
    assert.deepEqual([of('objects')?.state, of('objects')?.text], ['error', 'il manque rate_limit_status()'])
  })

  it('is told that it is of an older, a later or another program', async () => {
    const checksum = (kind: string, to: string) =>
      `update schema_migrations set checksum = ${to} where kind = '${kind}' and name = (select min(name) from schema_migrations where kind = '${kind}')`
    await harm(checksum('function', `'x' || checksum`), checksum('function', 'substr(checksum, 2)'))
    assert.deepEqual((await look(database)).of('schema')?.state, 'warning')
    await harm(checksum('migration', `'x' || checksum`), checksum('migration', 'substr(checksum, 2)'))
    const edited = (await look(database)).of('schema')
    assert.deepEqual([edited?.state, /0001_tables/.test(edited?.text ?? '')], ['error', true])
    for (const sql of undo.splice(0)) await database.script(sql)
    await harm(
      `insert into schema_migrations (kind, name, checksum) values ('migration', '9999_later', 'x')`,
      `delete from schema_migrations where name = '9999_later'`,
    )
    const later = (await look(database)).of('schema')
    assert.deepEqual([later?.state, /plus récente/.test(later?.text ?? '')], ['warning', true])
  })

  it('is told that it takes no writes', async () => {
    await harm('set default_transaction_read_only = on', 'set default_transaction_read_only = off')
    assert.equal((await look(database)).of('writable')?.state, 'error')
  })
})

describe('a database that nobody prepared', () => {
  it('is told so, and asked nothing more', async () => {
    const database = createEmbeddedDatabase({})
    try {
      const { findings, inspection } = await look(database)
      assert.equal(inspection, null)
      assert.deepEqual(
        findings.map(({ id, state }) => [id, state]),
        [['schema', 'error']],
      )
    } finally {
      await database.close()
    }
  })
})

describe('limits and clocks', () => {
  const inspection = {
    server: '16',
    pgvector: '0.8',
    writable: true,
    connections: 1,
    milliseconds: 0,
    owners: {},
    maxConnections: 100,
    missing: [],
    missingIndexes: [],
    invalidIndexes: [],
    unsecuredTables: [],
    openObjects: [],
    deniedFunctions: [],
    unindexedChunks: 0,
  }
  const connections = (workers: number, poolSize: number) =>
    judgeInspection(inspection, { ...setting(), workers, poolSize }).find(({ id }) => id === 'connections')
      ?.state

  it('leave room for two versions side by side, or one, or none', () => {
    assert.equal(connections(4, 12), 'ok')
    assert.equal(connections(7, 7), 'warning')
    assert.equal(connections(97, 1), 'warning')
    assert.equal(connections(98, 1), 'error')
  })

  it('say who may not call what', () => {
    const findings = judgeInspection({ ...inspection, deniedFunctions: ['begin_turn'] }, setting())
    assert.match(findings.find(({ id }) => id === 'rights')?.text ?? '', /begin_turn/)
  })

  it('differ by five seconds at most, either way', () => {
    assert.deepEqual(
      [5400, -5400].map(skew => judgeClock(skew, 'la base').state),
      ['ok', 'ok'],
    )
    assert.match(judgeClock(6000, 'la base').text, /retarde de 6 s sur la base/)
    assert.match(judgeClock(-6000, 'les fournisseurs').text, /avance de 6 s sur les fournisseurs/)
  })
})
