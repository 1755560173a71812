import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { assertOurSchema, withOldDatabase } from '../testing/old-embedded-database.ts'
import { versionOneDatabase } from '../testing/version-one-database.ts'
import { oddRows, versionTwoDatabase, versionTwoTextDatabase } from '../testing/version-two-database.ts'
import { readDatabaseFiles } from './database-files.ts'
import type { EmbeddedDatabase } from './embedded.ts'
import { type MigrationReport, migrate } from './migrate.ts'
import { toMigrationsFile } from './migration-script.ts'

const files = await readDatabaseFiles()

const roads: Record<string, (database: EmbeddedDatabase) => Promise<MigrationReport | undefined>> = {
  migrated: database => migrate(database, files),
  async pasted(database) {
    await database.script(toMigrationsFile(files))
    return undefined
  },
}

for (const [road, convert] of Object.entries(roads)) {
  describe(`a database of an old version, ${road}`, () => {
    for (const [name, sql] of Object.entries({
      'version 1': versionOneDatabase,
      'version 2': versionTwoDatabase,
      'version 2 with text ids': versionTwoTextDatabase,
      'odd rows': versionOneDatabase + oddRows,
    })) {
      it(`becomes ours: ${name}`, () =>
        withOldDatabase(sql, async database => {
          await convert(database)
          await assertOurSchema(database)
          await database.script(toMigrationsFile(files))
          assert.deepEqual(await migrate(database, files), { migrations: [], functions: [] })
          await assertOurSchema(database)
        }))
    }

    it('keeps every row of version 2 with text ids, and gives orphans a conversation', () =>
      withOldDatabase(versionTwoTextDatabase, async database => {
        await convert(database)
        assert.deepEqual(
          await database.query(
            `select conversation_id, role, content, agent from messages order by created_at`,
          ),
          [
            { conversation_id: 'conv-456', role: 'user', content: 'Bonjour', agent: 'audrey' },
            { conversation_id: 'conv-456', role: 'assistant', content: 'Bonjour !', agent: 'audrey' },
            { conversation_id: 'test-prod', role: 'user', content: 'Hello', agent: null },
          ],
        )
        assert.deepEqual(
          await database.query(`select c.id, c.user_id like 'anonymous-%' as anonymous, c.status, c.last_message_at =
            (select max(created_at) from messages m where m.conversation_id = c.id) as heard from conversations c order by id`),
          [
            { id: 'conv-456', anonymous: false, status: 'escalated', heard: true },
            { id: 'test-prod', anonymous: true, status: 'active', heard: true },
          ],
        )
        assert.deepEqual(await database.query('select agent_owner, tags, priority from documents'), [
          { agent_owner: 'shared', tags: [], priority: 0 },
        ])
        assert.deepEqual(await database.query('select chunk_index from document_chunks'), [
          { chunk_index: 0 },
        ])
      }))

    it('loses no odd row', () =>
      withOldDatabase(versionOneDatabase + oddRows, async database => {
        const before = await database.query('select id::text, to_jsonb(m)::text as row from messages m')
        await convert(database)
        assert.deepEqual(
          await database.query(`select source_table, source_id, reason from unconverted_rows order by 1, 2`),
          [
            [
              'conversations',
              'aaaaaaaa-0000-4000-8000-000000000002',
              'converted; unknown status, now active',
            ],
            ['document_chunks', 'ffffffff-0000-4000-8000-000000000001', 'no document'],
            ['document_chunks', 'ffffffff-0000-4000-8000-000000000002', 'no document'],
            ['document_chunks', 'ffffffff-0000-4000-8000-000000000003', 'no content'],
            ['messages', 'cccccccc-0000-4000-8000-000000000001', 'no conversation'],
            ['messages', 'cccccccc-0000-4000-8000-000000000002', 'no content'],
            ['messages', 'cccccccc-0000-4000-8000-000000000003', 'unknown role'],
            ['messages', 'cccccccc-0000-4000-8000-000000000004', 'unknown role'],
          ].map(([source_table, source_id, reason]) => ({ source_table, source_id, reason })),
        )
        assert.deepEqual(
          await database.query(`select right(id, 1) as id, role, agent, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') as at
            from messages where id like 'cccc%' order by id`),
          [
            ['5', 'user', null, '2025-02-03 04:05:06.789'],
            ['6', 'user', null, '2025-01-05 00:00:00.000'],
            ['7', 'user', 'carole', '2025-01-02 10:00:00.000'],
            ['8', 'user', 'carole', '2025-01-02 10:00:00.000'],
            ['9', 'assistant', 'carole', '2025-01-02 10:00:05.000'],
            ['a', 'assistant', 'robot', '2025-01-02 10:00:06.000'],
          ].map(([id, role, agent, at]) => ({ id, role, agent, at })),
        )
        const after = await database.query(`select id from messages
          union select source_id from unconverted_rows where source_table = 'messages'`)
        assert.deepEqual(after.map(({ id }) => id).sort(), before.map(({ id }) => id).sort())
        assert.deepEqual(
          await database.query(
            `select right(id::text, 1) as id, chunk_index from document_chunks order by id`,
          ),
          [
            { id: '4', chunk_index: 5 },
            { id: '5', chunk_index: 4 },
            { id: '6', chunk_index: 4 },
          ],
        )
        assert.deepEqual(
          await database.query(`select (select count(*)::int from conversations where user_id not in (select id from users)) as orphans,
            (select status from conversations where id = 'aaaaaaaa-0000-4000-8000-000000000003') as status`),
          [{ orphans: 0, status: 'upsell_opportunity' }],
        )
      }))

    it('can go on serving the old systems', () =>
      withOldDatabase(versionTwoDatabase, async database => {
        await convert(database)
        const conversation = '22222222-2222-4222-8222-222222222222'
        // As version 1 writes and reads.
        await database.script(`
          insert into users (email) values ('lea@example.fr');
          insert into conversations (user_id) select id from users where email = 'lea@example.fr';
          insert into messages (conversation_id, role, content, "timestamp") values ('${conversation}', 'user', 'un', '2030-01-01 10:00');
          insert into messages (conversation_id, role, content, agent_type, "timestamp") values ('${conversation}', 'assistant', 'deux', 'automation', '2030-01-01 10:00:04');
        `)
        // As version 2 does.
        await database.script(`
          insert into messages (conversation_id, role, content, created_at) values ('${conversation}', 'user', 'trois', '2030-01-02T10:00:00Z');
          insert into messages (conversation_id, role, content, agent, created_at) values ('${conversation}', 'assistant', 'quatre', 'carole', '2030-01-02T10:00:04Z');
        `)
        assert.deepEqual(
          await database.query(`select content, agent, agent_type, to_char("timestamp", 'DD HH24:MI:SS') as at,
              created_at = "timestamp" at time zone 'UTC' as in_step
            from messages where created_at > '2029-01-01' order by "timestamp"`),
          [
            { content: 'un', agent: 'audrey', agent_type: null, at: '01 10:00:00', in_step: true },
            { content: 'deux', agent: 'audrey', agent_type: 'automation', at: '01 10:00:04', in_step: true },
            { content: 'trois', agent: 'carole', agent_type: null, at: '02 10:00:00', in_step: true },
            { content: 'quatre', agent: 'carole', agent_type: 'creation', at: '02 10:00:04', in_step: true },
          ],
        )
        await database.query(`update messages set "timestamp" = '2030-01-03' where content = 'un'`)
        assert.deepEqual(
          await database.query(
            `select to_char(created_at at time zone 'UTC', 'DD') as day from messages where content = 'un'`,
          ),
          [{ day: '03' }],
        )
      }))
  })
}

describe('a conversion that is cut', () => {
  it('goes on from any step it was cut at', async () => {
    const sql = versionTwoDatabase + oddRows
    const steps = await withOldDatabase(sql, async database => {
      let count = 0
      await migrate(database, files, { onProgress: () => count++ })
      return count
    })
    assert.ok(steps > 20)
    await withOldDatabase(sql, async database => {
      let cuts = 0
      // Every run goes one step further than the last one, then is cut.
      for (let done = false; !done; ) {
        done = await migrate(database, files, {
          onProgress() {
            cuts++
            throw new Error('cut')
          },
        }).then(
          () => true,
          error => {
            assert.equal(error.message, 'cut')
            return false
          },
        )
      }
      assert.equal(cuts, steps)
      await assertOurSchema(database)
      assert.deepEqual(await database.query('select count(*)::int as rows from messages'), [{ rows: 7 }])
    })
  })
})

describe('any rows of version 1', () => {
  it('are all there afterwards, each as it was', async () => {
    const text = fc.oneof(
      fc.constant(null),
      fc.string({ maxLength: 8 }).map(each => each.replaceAll('\u0000', '')),
    )
    const role = fc.constantFrom(null, 'user', 'assistant', 'Assistant ', 'system', 'bot')
    const type = fc.constantFrom(null, 'creation', 'automation', 'escalate', 'autre')
    const at = fc.option(fc.integer({ min: 0, max: 2_000_000_000 }), { nil: null })
    const message = fc.tuple(fc.option(fc.nat(5), { nil: null }), role, text, type, at)
    const run = async (
      messages: fc.Arbitrary<unknown> extends never
        ? never
        : [number | null, string | null, string | null, string | null, number | null][],
    ) =>
      withOldDatabase(
        `${versionOneDatabase} alter table messages drop constraint messages_conversation_id_fkey; delete from messages;`,
        async database => {
          const rows = messages.map(([conversation, ...rest], index) => ({
            id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
            conversation_id:
              conversation === null ? null : `99999999-0000-4000-8000-00000000000${conversation}`,
            role: rest[0],
            content: rest[1],
            agent_type: rest[2],
            timestamp: rest[3] === null ? null : new Date(rest[3] * 1000).toISOString().slice(0, -1),
          }))
          await database.query(
            `insert into messages select * from jsonb_populate_recordset(null::messages, '${JSON.stringify(rows).replaceAll("'", "''")}')`,
          )
          await migrate(database, files)
          const kept = await database.query(
            `select id, conversation_id, role, content, agent_type, "timestamp"::text as timestamp, created_at at time zone 'UTC' = "timestamp" as same from messages`,
          )
          const aside = await database
            .query(`select source_id as id from unconverted_rows where source_table = 'messages'`)
            .catch(() => [])
          assert.equal(kept.length + aside.length, rows.length)
          for (const row of kept) {
            const old = rows.find(({ id }) => id === row.id)
            assert.equal(row.content, old?.content)
            assert.equal(row.conversation_id, old?.conversation_id)
            assert.equal(row.agent_type, old?.agent_type)
            assert.ok(row.same === true || old?.timestamp === null)
          }
        },
      )
    await fc.assert(fc.asyncProperty(fc.array(message, { maxLength: 40 }), run), { numRuns: 6 })
  })
})
