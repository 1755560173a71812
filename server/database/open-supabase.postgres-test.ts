// What an operator reads when a start on Supabase stops, and what does not stop it. Over the stand-in of Supabase's
// REST interface and a real Postgres. Needs TEST_DATABASE_URL; run by .ci/run.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { createSupabaseProject, type SupabaseProject } from '../testing/create-supabase-project.ts'
import { signToken } from '../testing/supabase-token.ts'
import { type DatabaseFiles, readDatabaseFiles } from './database-files.ts'
import { toMigrationScript } from './migration-script.ts'
import { type OpenSupabaseOptions, openSupabase } from './open-supabase.ts'

let files: DatabaseFiles
let project: SupabaseProject
before(async () => {
  files = await readDatabaseFiles()
  project = await createSupabaseProject()
  await project.paste()
})
after(() => project[Symbol.asyncDispose]())

async function open(given: SupabaseProject, options: Partial<OpenSupabaseOptions> = {}): Promise<void> {
  const database = await openSupabase({
    url: given.url,
    serviceKey: given.keys.serviceRole,
    waitMilliseconds: 0,
    ...options,
  })
  await database.close()
}

const withFunction = (name: string, checksum: string): DatabaseFiles => ({
  ...files,
  functions: files.functions.map(each => (each.name === name ? { ...each, checksum } : each)),
})

const later = (): DatabaseFiles => ({
  ...files,
  release: '999.0.0',
  migrations: [
    ...files.migrations,
    { name: '9999_later', checksum: 'x', sql: 'alter table documents add column later_one int' },
  ],
})

describe('a start on Supabase', () => {
  it('works once database/migrations.sql is pasted, any number of times', async () => {
    await open(project)
    await project.paste()
    await open(project)
  })

  it('says what to paste where, when nothing is there', async () => {
    await using empty = await createSupabaseProject()
    await assert.rejects(open(empty), {
      code: 'supabase_misconfigured',
      message:
        /n'a pas la fonction schema_version.*éditeur SQL.*database\/migrations\.sql.*Run.*redémarre.*reload schema/,
    })
  })

  it('says the same while PostgREST has not learnt the functions, and works once it has', async () => {
    await using fresh = await createSupabaseProject()
    const unheard = toMigrationScript(files).replaceAll("notify pgrst, 'reload schema';", '')
    await fresh.pool.query(unheard)
    await fresh.rest.settle()
    await assert.rejects(open(fresh), { message: /notify pgrst, 'reload schema';/ })
    await fresh.pool.query("notify pgrst, 'reload schema'")
    await fresh.rest.settle()
    await open(fresh)
  })

  it('says that the database is behind: a migration, a function, the rules of access', async () => {
    const migrations = [...files.migrations, { name: '9999_next', checksum: 'x', sql: '' }]
    const behind: DatabaseFiles[] = [
      { ...files, migrations },
      withFunction('ping', 'changed'),
      { ...files, access: { ...files.access, checksum: 'changed' } },
    ]
    for (const each of behind) {
      await assert.rejects(open(project, { files: each }), {
        code: 'schema_outdated',
        message: /La base Supabase n'est pas à jour.*database\/migrations\.sql/,
      })
    }
    await assert.rejects(open(project, { files: { ...files, migrations } }), {
      message: /il manque 9999_next/,
    })
  })

  it('goes on where a later program has prepared the database, and says so', async () => {
    await using shared = await createSupabaseProject()
    await shared.pool.query(toMigrationScript(later()))
    await shared.rest.settle()
    const told: unknown[] = []
    await open(shared, { onNewer: release => told.push(release) })
    assert.deepEqual(told, ['999.0.0'])
    // And the file of this program, pasted on top, is refused: it would bring back what was.
    await assert.rejects(shared.paste(), { code: 'CB409', message: /version plus récente \(999\.0\.0\)/ })
  })

  it('stops where a later program has removed a function that this one calls', async () => {
    await using shared = await createSupabaseProject()
    await shared.paste()
    const without = { ...later(), functions: files.functions.filter(({ name }) => name !== 'save_feedback') }
    await shared.pool.query(toMigrationScript(without))
    await shared.rest.settle()
    const gone = await shared.pool.query("select to_regproc('save_feedback') is null as gone")
    assert.deepEqual(gone.rows, [{ gone: true }])
    await assert.rejects(open(shared), {
      code: 'schema_newer',
      message: /999\.0\.0.*save_feedback : installe/,
    })
  })

  it('refuses a key of another project, one that was revoked, and one without rights, naming the variable', async () => {
    const guess = signToken({ role: 'service_role' }, 'guess')
    for (const serviceKey of [guess, 'sb_secret_revoked']) {
      await assert.rejects(open(project, { serviceKey }), {
        code: 'supabase_misconfigured',
        message: /SUPABASE_SERVICE_KEY est refusée/,
      })
    }
    await using bare = await createSupabaseProject({ gateway: false })
    await bare.paste()
    await assert.rejects(open(bare, { serviceKey: guess }), { message: /est refusée \(PGRST301\)/ })
    await bare.pool.query('revoke all on function schema_version() from service_role')
    await assert.rejects(open(bare), {
      message: /SUPABASE_SERVICE_KEY n'a pas le droit d'appeler schema_version/,
    })
  })

  it('waits for a project that does not answer yet, then says which address it asked', async () => {
    const told: string[] = []
    await assert.rejects(
      open(project, {
        url: 'http://127.0.0.1:9',
        waitMilliseconds: 1,
        onWaiting: error => told.push(error.message),
      }),
      { code: 'supabase_unreachable', message: /SUPABASE_URL : 127\.0\.0\.1:9 n'est pas joignable/ },
    )
  })
})

describe('the time that Supabase allows a statement', () => {
  it('is longer for verbs that store and index than for any other', async () => {
    await using given = await createSupabaseProject()
    await given.paste()
    await given.pool.query(`create function dawdle() returns jsonb language sql as $$ select to_jsonb(pg_sleep(1)::text) $$;
      grant execute on function dawdle to service_role; notify pgrst`)
    await given.rest.settle()
    const { rows } = await given.pool.query('select current_database() as name')
    // As Supabase's 8 s, only shorter, so that the test is.
    await given.administer(
      `alter role authenticator in database ${rows[0].name} set statement_timeout = '150ms'`,
    )
    const database = await openSupabase({ url: given.url, serviceKey: given.keys.secret })
    try {
      await assert.rejects(database.call('dawdle', {}), {
        code: 'database_unavailable',
        message: /dawdle a dépassé le temps que Supabase accorde/,
      })
      const content = Array.from({ length: 250 }, (_, index) => `mot${index}`).join(' ')
      const chunks = Array.from({ length: 200 }, (_, index) => ({ index, content: `${index} ${content}` }))
      const started = performance.now()
      const stored = await database.call('put_document', {
        p_document: { source: 'long', filename: 'long.md' },
        p_chunks: chunks,
      })
      assert.ok(performance.now() - started > 150, 'the document was too short to show anything')
      assert.equal((stored as { kind: string }).kind, 'stored')
    } finally {
      await database.close()
    }
  })
})
