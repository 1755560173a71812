import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withOldDatabase } from '../testing/old-embedded-database.ts'
import { versionOneDatabase } from '../testing/version-one-database.ts'
import { versionTwoDatabase } from '../testing/version-two-database.ts'
import { readDatabaseFiles } from './database-files.ts'
import { migrate } from './migrate.ts'
import { toMigrationsFile } from './migration-script.ts'
import { readSchema } from './read-schema.ts'

const files = await readDatabaseFiles()

describe('what an operator built on the old tables', () => {
  it('is refused by name when it cannot survive, and nothing is changed', () =>
    withOldDatabase(
      `${versionTwoDatabase}
      create table leads (conversation_id uuid references conversations (id));
      create materialized view counts as select count(*) from messages;
      create view comparing as select * from messages where id = '22222222-2222-4222-8222-222222222222'::uuid;
      create function last_message() returns messages language sql as $$ select * from messages limit 1 $$;
      create function audit() returns trigger language plpgsql as $$ begin insert into leads values (new.id); return new; end $$;
      create trigger audit after insert on conversations for each row execute function audit();
      `,
      async database => {
        const schema = await readSchema(database)
        for (const attempt of [
          () => migrate(database, files),
          () => database.script(toMigrationsFile(files)),
        ]) {
          await assert.rejects(attempt, (error: Error & { code: string }) => {
            assert.equal(error.code, 'CB409')
            for (const name of [
              'leads_conversation_id_fkey on leads',
              'materialized view public.counts',
              'view public.comparing (operator',
              'function last_message()',
              'trigger audit on public.conversations',
            ]) {
              assert.ok(error.message.includes(name), `${name} in: ${error.message}`)
            }
            return true
          })
          assert.deepEqual(await readSchema(database), schema)
        }
      },
    ))

  it('survives when it can: columns, checks, indexes, sequences, views on views, keys, triggers', () =>
    withOldDatabase(
      `${versionOneDatabase}
      create table companies (id int primary key);
      insert into companies values (7);
      alter table users add column company int default 7 references companies (id);
      alter table users add column number serial;
      alter table users add column loud text generated always as (upper(name)) stored;
      alter table users add column age int constraint grown check (age > 17);
      alter table users add constraint one_email unique (email);
      create index users_by_company on users (company) where company > 1;
      create view names as select name, count(*) as count from users group by name;
      create view many_names as select * from names where count > 0;
      create function touch() returns trigger language plpgsql as $$ begin new.name := trim(new.name); return new; end $$;
      create trigger touch before update on users for each row execute function touch();
      create view dated as select filename, upload_date from documents;
      `,
      async database => {
        await migrate(database, files)
        assert.deepEqual(await database.query('select company, number, loud, age from users'), [
          { company: 7, number: 1, loud: 'ZOÉ', age: null },
        ])
        await database.query(`insert into users (name) values ('Max')`)
        await database.query(`update users set name = ' Max ' where name = 'Max'`)
        assert.deepEqual(await database.query(`select name, number, company from users where name = 'Max'`), [
          { name: 'Max', number: 2, company: 7 },
        ])
        assert.deepEqual(await database.query('select name from many_names order by 1'), [
          { name: 'Max' },
          { name: 'Zoé' },
        ])
        assert.deepEqual(await database.query('select * from dated'), [])
        await assert.rejects(database.query('insert into users (company) values (8)'), { code: '23503' })
        await assert.rejects(database.query('insert into users (age) values (8)'), { code: '23514' })
        const [row] = await database.query(
          `select count(*)::int as count from pg_indexes where indexname in ('users_by_company', 'one_email')`,
        )
        assert.deepEqual(row, { count: 2 })
      },
    ))

  it('does not keep ids that come twice, or none, out of reach', () =>
    withOldDatabase(
      `create table messages (id text, conversation_id text, role text, content text);
       insert into messages values ('a', 'c', 'user', 'un'), ('a', 'c', 'user', 'deux'), (null, 'c', 'user', 'trois'), ('b', 'c', 'assistant', 'quatre')`,
      async database => {
        await migrate(database, files)
        assert.deepEqual(await database.query('select id, content from messages order by id'), [
          { id: 'a', content: 'un' },
          { id: 'b', content: 'quatre' },
        ])
        assert.deepEqual(
          await database.query(
            `select reason, "row" ->> 'content' as content from unconverted_rows order by 2`,
          ),
          [
            { reason: 'id comes twice', content: 'deux' },
            { reason: 'no id', content: 'trois' },
          ],
        )
      },
    ))
})
