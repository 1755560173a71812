// Who may do what after a conversion of a project of Supabase's. Needs TEST_DATABASE_URL.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { migrateInProcess, withOldDatabase } from '../testing/old-postgres-database.ts'
import { oddRows, versionTwoDatabase } from '../testing/version-two-database.ts'

const conversation = '22222222-2222-4222-8222-222222222222'

describe('a conversion where Supabase has its roles', () => {
  it("lets Supabase's service_role go on as before, and shows anon nothing", () =>
    withOldDatabase(
      `${versionTwoDatabase + oddRows}; grant select, insert, update, delete on all tables in schema public to service_role, anon`,
      async (url, pool) => {
        assert.equal((await migrateInProcess(url)).ended, true)
        const client = await pool.connect()
        await client.query('set role service_role')
        await client.query(
          `insert into messages (conversation_id, role, content, agent) values ('${conversation}', 'user', 'un', null), ('${conversation}', 'assistant', 'deux', 'lea')`,
        )
        const { rows } = await client.query(
          `select allowed, remaining from check_rate_limit(p_conversation_id => '${conversation}', p_max_messages => 10, p_window_seconds => 60)`,
        )
        assert.deepEqual(rows, [{ allowed: true, remaining: 10 }])
        await client.query('reset role; set role anon')
        for (const table of ['messages', 'users', 'unconverted_rows', 'agent_analytics']) {
          await assert.rejects(client.query(`select * from ${table}`), { code: '42501' }, table)
        }
        await client.query('reset role')
        client.release()
      },
    ))

  it("shows the public key nothing through an operator's own views", () =>
    withOldDatabase(
      `${versionTwoDatabase};
      create view talk as select id, content from messages;
      create view talk_of_talk with (security_invoker = false, security_barrier) as select content from talk;
      create view files as select filename from documents;
      create view nobodys as select 1 as one;
      grant select on talk, talk_of_talk, files to anon, authenticated, public, service_role;
      alter default privileges in schema public grant all on tables to anon, authenticated;`,
      async (url, pool) => {
        assert.equal((await migrateInProcess(url)).ended, true)
        const views = await pool.query(`select relname from pg_class
          where relname in ('talk', 'talk_of_talk', 'files') and 'security_invoker=true' = any (reloptions)`)
        assert.equal(views.rows.length, 3)
        const client = await pool.connect()
        for (const view of ['talk', 'talk_of_talk', 'files']) {
          for (const role of ['anon', 'authenticated']) {
            await client.query(`set role ${role}`)
            await assert.rejects(client.query(`select * from ${view}`), { code: '42501' }, `${role}: ${view}`)
            // Also when somebody grants it again.
            await client.query(`reset role; grant select on ${view} to ${role}; set role ${role}`)
            await assert.rejects(client.query(`select * from ${view}`), { code: '42501' }, `${role}: ${view}`)
            await client.query('reset role')
          }
          await client.query('set role service_role')
          assert.ok((await client.query(`select * from ${view}`)).rows)
          await client.query('reset role')
        }
        client.release()
      },
    ))
})
