// What only a real Postgres shows of a conversion: the old system writing meanwhile, kill -9 at every step, two
// processes at once. Needs TEST_DATABASE_URL and psql.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, it } from 'node:test'
import pg from 'pg'
import { createPostgresDatabase } from '../testing/create-postgres-database.ts'
import {
  migrateInProcess,
  migrationProgram,
  paste,
  toSession,
  withOldDatabase,
} from '../testing/old-postgres-database.ts'
import { createProbe } from '../testing/probe-table.ts'
import { fillVersionOne, versionOneDatabase, versionOneTables } from '../testing/version-one-database.ts'
import { oddRows, versionTwoDatabase, versionTwoTextDatabase } from '../testing/version-two-database.ts'
import { readDatabaseFiles } from './database-files.ts'
import { migrate } from './migrate.ts'
import { readSchema } from './read-schema.ts'

const conversation = '22222222-2222-4222-8222-222222222222'

/** Every old message as the new tables must have it: its text, and its instant in milliseconds. */
const oldMessages = `select id::text, conversation_id::text, role, content, agent_type,
  extract(epoch from "timestamp" at time zone 'UTC') as at from messages`
const newMessages = `select id, conversation_id, role, content, agent_type, extract(epoch from created_at) as at from messages`

async function readRows(pool: pg.Pool, sql: string): Promise<Map<string, unknown>> {
  return new Map((await pool.query(sql)).rows.map(row => [row.id, row]))
}

async function freshSchema(): Promise<string[]> {
  await using database = await createPostgresDatabase()
  return await readSchema({ query: async sql => (await database.pool.query(sql)).rows })
}

const compatible =
  /messages\.(agent_type|timestamp) |(keep_legacy_columns|mark_question)|idx_(documents_agent_owner|messages_agent)|unconverted_rows/

async function assertOurSchema(pool: pg.Pool): Promise<void> {
  const fresh = await freshSchema()
  const schema = await readSchema({ query: async sql => (await pool.query(sql)).rows })
  assert.deepEqual(
    fresh.filter(line => !schema.includes(line)),
    [],
  )
  assert.deepEqual(
    schema.filter(line => !fresh.includes(line) && !compatible.test(line)),
    [],
  )
}

describe('a conversion on a real Postgres', () => {
  for (const [name, sql] of Object.entries({
    'version 1': versionOneDatabase,
    'version 2': versionTwoDatabase,
    'version 2 with text ids': versionTwoTextDatabase,
    'odd rows': versionOneDatabase + oddRows,
  })) {
    it(`ends in our schema, migrated and pasted three times: ${name}`, async () => {
      await withOldDatabase(sql, async (url, pool) => {
        assert.equal((await migrateInProcess(url)).ended, true)
        await assertOurSchema(pool)
      })
      await withOldDatabase(sql, async (url, pool) => {
        for (let times = 0; times < 3; times++) paste(url)
        await assertOurSchema(pool)
      })
    })
  }

  it('loses no message that the old system writes meanwhile, and brings none back that it deletes', () =>
    withOldDatabase(
      versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }),
      async (url, pool) => {
        const before = await readRows(pool, oldMessages)
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        const probe = await createProbe(url)
        const gone: string[] = []
        const changed: string[] = []
        await migrate(toSession(client), await readDatabaseFiles(), {
          async onProgress({ step }) {
            probe.mark(step)
            const [deleted, edited] = [...before.keys()].filter(
              id => !gone.includes(id) && !changed.includes(id),
            )
            gone.push(String(deleted))
            changed.push(String(edited))
            await pool.query('delete from messages where id::text = $1', [deleted])
            await pool.query(`update messages set content = 'corrigé' where id::text = $1`, [edited])
          },
        })
        await probe.stop()
        await client.end()
        const after = await readRows(pool, newMessages)
        assert.deepEqual(probe.failures(), [])
        assert.ok(probe.written() > 20)
        for (const id of probe.ids()) assert.ok(after.has(id), `${id}, written meanwhile`)
        assert.ok(gone.length > 20)
        for (const [id, row] of before) {
          if (gone.includes(id)) assert.ok(!after.has(id), `${id}, deleted meanwhile`)
          else if (changed.includes(id))
            assert.equal((after.get(id) as { content: string }).content, 'corrigé')
          else assert.deepEqual(after.get(id), row)
        }
        assert.equal(after.size, before.size - gone.length + probe.written())
      },
    ))

  it('can be killed (-9) after any step and goes on', () =>
    withOldDatabase(versionTwoDatabase + oddRows, async (url, pool) => {
      const before = await pool.query('select count(*)::int as rows from messages')
      let kills = 0
      for (let ended = false; !ended; ) {
        // Each process is killed when it says its second step: some of the work after the first is done, or being done.
        ;({ ended } = await migrateInProcess(url, 1))
        if (!ended) kills++
      }
      assert.ok(kills >= 8, `${kills} kills`)
      await assertOurSchema(pool)
      const after = await pool.query(`select (select count(*) from messages)::int +
        (select count(*) from unconverted_rows where source_table = 'messages')::int as rows`)
      assert.deepEqual(after.rows, before.rows)
    }))

  it('can be killed at any instant, by chance', () =>
    withOldDatabase(
      versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }),
      async (url, pool) => {
        const before = await readRows(pool, oldMessages)
        for (let milliseconds = 150; ; milliseconds += 97) {
          const child = spawn(process.execPath, [migrationProgram, url], { stdio: 'ignore' })
          const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
          const code = await new Promise<number | null>(resolve => child.once('exit', resolve))
          clearTimeout(timer)
          if (code === 0) break
          assert.equal(code, null)
        }
        await assertOurSchema(pool)
        assert.deepEqual(await readRows(pool, newMessages), before)
      },
    ))

  it('is done once by three processes that start together', () =>
    withOldDatabase(
      versionOneTables + fillVersionOne({ messages: 20_000, chunks: 40 }),
      async (url, pool) => {
        const before = await readRows(pool, oldMessages)
        const runs = await Promise.all(Array.from({ length: 3 }, () => migrateInProcess(url)))
        assert.deepEqual(
          runs.map(({ ended }) => ended),
          [true, true, true],
        )
        await assertOurSchema(pool)
        assert.deepEqual(await readRows(pool, newMessages), before)
      },
    ))

  it('waits for whoever holds a table, and lets others pass while it waits', () =>
    withOldDatabase(versionOneDatabase, async (url, pool) => {
      const holder = await pool.connect()
      await holder.query(
        `begin; insert into messages (conversation_id, role, content) values ('${conversation}', 'user', 'lent')`,
      )
      const migrating = migrateInProcess(url)
      const waits: number[] = []
      for (const until = performance.now() + 2500; performance.now() < until; ) {
        const started = performance.now()
        await pool.query(
          `insert into messages (conversation_id, role, content) values ('${conversation}', 'user', 'vite')`,
        )
        waits.push(performance.now() - started)
      }
      await holder.query('commit')
      holder.release()
      assert.equal((await migrating).ended, true)
      assert.ok(waits.length > 3)
      const { rows } = await pool.query('select count(*)::int as rows from messages')
      assert.deepEqual(rows, [{ rows: waits.length + 2 }])
    }))

  it('makes an index anew that a killed build left behind', () =>
    withOldDatabase(versionOneTables + fillVersionOne({ messages: 20, chunks: 40 }), async (url, pool) => {
      // A build that fails leaves what a killed one does: an index that nothing uses.
      await pool.query('update document_chunks set chunk_index = 0')
      await assert.rejects(
        pool.query(
          'create unique index concurrently document_chunks_document_id_chunk_index on document_chunks (document_id, chunk_index)',
        ),
      )
      assert.equal((await migrateInProcess(url)).ended, true)
      await assertOurSchema(pool)
      const { rows } = await pool.query('select count(*)::int as invalid from pg_index where not indisvalid')
      assert.deepEqual(rows, [{ invalid: 0 }])
    }))

  it('waits for whoever makes a unique index meanwhile', () =>
    withOldDatabase(versionOneDatabase, async (url, pool) => {
      await pool.query('create table own (id int)')
      const holder = await pool.connect()
      await holder.query('begin; insert into own values (1)')
      const building = pool.query('create unique index concurrently own_id on own (id)')
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      let waited = 0
      await migrate(
        {
          async query(sql) {
            const rows = (await client.query(sql)).rows
            if (JSON.stringify(rows).includes('wait') && ++waited === 1) await holder.query('commit')
            return rows
          },
          script: async sql => void (await client.query(sql)),
        },
        await readDatabaseFiles(),
      )
      await client.end()
      if (waited === 0) await holder.query('rollback')
      holder.release()
      await building
      assert.ok(waited > 0)
    }))

  for (const broken of [false, true]) {
    it(`keeps a key from documents to users${broken ? ', for new rows when old ones broke it meanwhile' : ''}`, () =>
      withOldDatabase(
        `${versionOneDatabase};
        alter table documents alter column uploaded_by type uuid using uploaded_by::uuid;
        alter table documents add constraint uploader foreign key (uploaded_by) references users (id) on delete set null;
        insert into users (id) values ('33333333-3333-4333-8333-333333333333');
        insert into documents (filename, uploaded_by) values ('a.pdf', '33333333-3333-4333-8333-333333333333');`,
        async (url, pool) => {
          const client = new pg.Client({ connectionString: url })
          await client.connect()
          await migrate(toSession(client), await readDatabaseFiles(), {
            async onProgress({ step }) {
              if (broken && step === 'swap') await pool.query(`delete from users where id like '3%'`)
            },
          })
          await client.end()
          const keys = await pool.query(
            `select convalidated as valid, pg_get_constraintdef(oid) as definition from pg_constraint where conname = 'uploader'`,
          )
          assert.deepEqual(keys.rows, [
            {
              valid: !broken,
              definition: `FOREIGN KEY (uploaded_by) REFERENCES users(id) ON DELETE SET NULL${broken ? ' NOT VALID' : ''}`,
            },
          ])
          await assert.rejects(
            pool.query(`insert into documents (filename, uploaded_by) values ('b', 'x')`),
            {
              code: '23503',
            },
          )
          if (!broken) await pool.query(`delete from users where id like '3%'`)
          const { rows } = await pool.query('select uploaded_by from documents')
          assert.deepEqual(rows, [{ uploaded_by: broken ? '33333333-3333-4333-8333-333333333333' : null }])
        },
      ))
  }
})
