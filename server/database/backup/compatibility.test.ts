import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createFolder } from '../../testing/start-product.ts'
import { versionOneDatabase } from '../../testing/version-one-database.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { migrate } from '../migrate.ts'
import { openDatabase } from '../open-database.ts'
import { type BackupReport, backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { restore } from './restore.ts'

const folder = createFolder()
const converted = { driver: 'embedded', dataDir: join(folder.path, 'converted') } as const
const file = join(folder.path, 'converted.gz')
const filesOf = ({ dataDir }: { dataDir: string }) => join(dataDir, 'database')
let report: BackupReport

/** What version 1 writes beside us, and how it is read afterwards. */
const write = (
  answer: string,
) => `insert into messages (conversation_id, role, content, agent_type, "timestamp") values
  ('22222222-2222-4222-8222-222222222222', 'user', 'Et après ?', null, '2026-01-02 10:00'),
  ('22222222-2222-4222-8222-222222222222', 'assistant', '${answer}', 'automation', '2026-01-02 10:01')`
const written = `select role, agent, created_at at time zone 'UTC' = "timestamp" as same from messages
  where "timestamp" between '2026-01-02 10:00' and '2026-01-02 10:01' order by "timestamp"`
const kept = [
  { role: 'user', agent: 'audrey', same: true },
  { role: 'assistant', agent: 'audrey', same: true },
]

before(async () => {
  const session = openEmbeddedSession(join(folder.path, 'database'))
  await session.script(`${versionOneDatabase}
    create view greetings as select content from messages where role = 'user';
    create index messages_by_length on messages (length(content));
    create function shout() returns trigger language plpgsql as $$ begin new.content := upper(new.content); return new; end $$;
    create trigger shout before insert on messages for each row when (false) execute function shout();
    create table customers (id int)`)
  await migrate(session, await readDatabaseFiles())
  await session.close()
  report = await backUp({ driver: 'embedded', dataDir: folder.path }, file, '1')
})
after(() => folder[Symbol.dispose]())

describe('a backup of a converted database', () => {
  it('names what of the operator’s it does not hold', () => {
    assert.deepEqual(report.others, [
      { kind: 'table', name: 'customers' },
      { kind: 'view', name: 'greetings' },
      { kind: 'index', name: 'messages_by_length' },
      { kind: 'trigger', name: 'shout' },
    ])
  })

  it('restored, lets version 1 go on writing beside us', async () => {
    await restore({ target: converted, file })
    const session = openEmbeddedSession(filesOf(converted))
    await session.script(write('Voilà'))
    assert.deepEqual(await session.query(written), kept)
    assert.deepEqual(
      await session.query(`select nspname from pg_namespace where nspname = 'chatbot_conversion'`),
      [],
    )
    await session.close()
  })

  it('restored again over itself, is the same', async () => {
    const again = join(folder.path, 'again.gz')
    const made = await backUp(converted, again, '1')
    const restored = await restore({ target: converted, file: again, replace: true })
    assert.deepEqual(restored.tables, made.tables)
    const session = openEmbeddedSession(filesOf(converted))
    assert.deepEqual(await session.query(written), kept)
    await session.close()
  })

  it('leaves the triggers away where the operator has taken them away', async () => {
    const session = openEmbeddedSession(filesOf(converted))
    await session.script(
      `drop trigger keep_legacy_columns on messages; drop trigger mark_question on messages`,
    )
    await session.close()
    const without = join(folder.path, 'without.gz')
    await backUp(converted, without, '1')
    const target = { driver: 'embedded', dataDir: join(folder.path, 'without') } as const
    await restore({ target, file: without })
    const restored = openEmbeddedSession(filesOf(target))
    assert.deepEqual(
      await restored.query(
        `select tgname from pg_trigger where tgname in ('keep_legacy_columns', 'mark_question')`,
      ),
      [],
    )
    await restored.close()
  })
})

describe('a backup of a database that never was another', () => {
  it('gives it no trigger of old versions', async () => {
    const fresh = { driver: 'embedded', dataDir: join(folder.path, 'fresh') } as const
    await (await openDatabase(fresh)).database.close()
    const own = join(folder.path, 'fresh.gz')
    assert.deepEqual((await backUp(fresh, own, '1')).others, [])
    const target = { driver: 'embedded', dataDir: join(folder.path, 'restored') } as const
    await restore({ target, file: own })
    const session = openEmbeddedSession(filesOf(target))
    assert.deepEqual(
      await session.query(
        `select proname from pg_proc where proname in ('keep_legacy_columns', 'mark_question')`,
      ),
      [],
    )
    await session.close()
  })
})
