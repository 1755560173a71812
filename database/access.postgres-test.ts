// Who can read or call what in a database that Supabase has prepared, where every new object belongs to everybody
// unless that is taken away (CVE-2025-48757 was tables where it was not): asked of the catalog, then over REST with
// every key that a stranger can have. Needs TEST_DATABASE_URL; run by .ci/run.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { readDatabaseFiles } from '../server/database/database-files.ts'
import { readOwnObjects } from '../server/database/schema-ownership.ts'
import { createSupabaseDatabase } from '../server/database/supabase.ts'
import { parseSupabaseTarget } from '../server/database/supabase-target.ts'
import { createSupabaseProject, type SupabaseProject } from '../server/testing/create-supabase-project.ts'
import { signToken } from '../server/testing/supabase-token.ts'
import { versionOneDatabase } from '../server/testing/version-one-database.ts'

const secretText = 'un secret que personne ne doit lire'
const soon = Math.floor(Date.now() / 1000) + 3600

let project: SupabaseProject
before(async () => {
  project = await createSupabaseProject()
  // An operator's own things, in the same schema, open to everybody on purpose; and a policy too many on ours.
  await project.pool.query(`create table newsletter (mail text); create view newsletter_size as select count(*) from newsletter;
    create function hello() returns text language sql as $$ select 'hello' $$;
    insert into newsletter values ('a@example.org')`)
  await project.paste()
  await project.pool.query(`create policy everybody on messages for select to anon, authenticated using (true);
    grant select on messages to anon; alter table messages no force row level security;
    delete from schema_migrations where kind = 'access'`)
  await project.paste()
  await fill(project)
})
after(() => project[Symbol.asyncDispose]())

async function fill({ url, keys }: SupabaseProject): Promise<void> {
  const database = createSupabaseDatabase(parseSupabaseTarget({ url, serviceKey: keys.serviceRole }))
  try {
    await database.call('begin_turn', {
      p_conversation_id: 'c1',
      p_user_id: 'u1',
      p_message_id: 'm1',
      p_content: secretText,
    })
    await database.call('put_document', {
      p_document: { source: 's', filename: secretText },
      p_chunks: [{ index: 0, content: secretText }],
    })
  } finally {
    await database.close()
  }
}

const rowsOf = async (sql: string) => (await project.pool.query(sql)).rows as Record<string, unknown>[]

/** Objects of `public` that no extension brought. */
const ownRelations = `select c.oid, c.relname::text as name, c.relkind::text as kind, c.relrowsecurity and c.relforcerowsecurity as secured,
    coalesce(c.reloptions::text, '') as options
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`
const ownFunctions = `select p.oid, p.proname::text as name, p.prosecdef as definer, coalesce(p.proconfig::text, '') as settings,
    p.prosqlbody is not null as bound
  from pg_proc p where p.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`
const theirs = ['newsletter', 'newsletter_size', 'hello']

describe('the catalog, asked about everything in the schema', () => {
  it('has all that the files create, and nothing else but what the operator made', async () => {
    const { relations, functions } = readOwnObjects(await readDatabaseFiles())
    const found = (await rowsOf(`select name, kind from (${ownRelations}) as r`)).filter(
      ({ kind }) => kind !== 'S',
    )
    assert.deepEqual(
      found.map(({ name }) => name).sort(),
      [...relations, 'newsletter', 'newsletter_size'].sort(),
    )
    const named = await rowsOf(`select name from (${ownFunctions}) as f`)
    assert.deepEqual(named.map(({ name }) => name).sort(), [...functions, 'hello'].sort())
  })

  it('shows row-level security on and forced on every table, and no policy for anybody but the owner', async () => {
    const tables = (await rowsOf(ownRelations)).filter(({ kind }) => kind === 'r' || kind === 'p')
    const open = tables.filter(({ name, secured }) => !theirs.includes(String(name)) && secured !== true)
    assert.deepEqual(open, [])
    const policies = await rowsOf(`select tablename::text, policyname::text, roles::text from pg_policies
      where schemaname = 'public' and (policyname <> 'owner_only' or roles <> array[current_user])`)
    assert.deepEqual(policies, [])
  })

  it('lets views show what their reader may see, and no more', async () => {
    const views = (await rowsOf(ownRelations)).filter(
      ({ kind, name }) => /[vm]/.test(String(kind)) && !theirs.includes(String(name)),
    )
    assert.ok(views.length > 0)
    assert.deepEqual(
      views.filter(
        ({ kind, options }) => kind === 'm' || !/security_invoker=(true|on)/.test(String(options)),
      ),
      [],
    )
  })

  it('gives public, anon and authenticated no right on anything of ours, column by column too', async () => {
    const rights = await rowsOf(`
      select r.name, role, privilege
      from (${ownRelations}) as r, unnest(array['anon', 'authenticated']) as role,
        unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
      where r.kind <> 'S' and has_table_privilege(role, r.oid, privilege)
      union all
      select r.name, role, 'a column' from (${ownRelations}) as r, unnest(array['anon', 'authenticated']) as role
      where r.kind <> 'S' and has_any_column_privilege(role, r.oid, 'select, insert, update, references')
      union all
      select r.name, role, privilege
      from (${ownRelations}) as r, unnest(array['anon', 'authenticated']) as role, unnest(array['usage', 'select', 'update']) as privilege
      where r.kind = 'S' and has_sequence_privilege(role, r.oid, privilege)
      union all
      select f.name, role, 'execute' from (${ownFunctions}) as f, unnest(array['anon', 'authenticated', 'public']) as role
      where has_function_privilege(role, f.oid, 'execute')`)
    assert.deepEqual(
      rights.filter(({ name }) => !theirs.includes(String(name))),
      [],
    )
    // The operator's own stay as open as they were.
    assert.deepEqual([...new Set(rights.map(({ name }) => name))].sort(), [...theirs].sort())
  })

  it('fixes the search path of every function, with no schema that others write to before ours, and none runs as its owner', async () => {
    const functions = (await rowsOf(ownFunctions)).filter(({ name }) => !theirs.includes(String(name)))
    // A body that SQL read when it was created has found its names for good.
    assert.deepEqual(
      functions.filter(
        ({ settings, bound }) => bound !== true && !/search_path=(public|pg_catalog)/.test(String(settings)),
      ),
      [],
    )
    assert.deepEqual(
      functions.filter(({ definer }) => definer !== false),
      [],
    )
    const [row] = await rowsOf(`select has_schema_privilege('anon', 'public', 'create')
      or has_schema_privilege('authenticated', 'public', 'create') as writable`)
    assert.equal(row?.writable, false)
  })

  it('gives service_role what the server needs, and no more', async () => {
    const rights = await rowsOf(`select distinct privilege from (${ownRelations}) as r,
      unnest(array['truncate', 'references', 'trigger']) as privilege
      where r.kind <> 'S' and r.name <> all (array['newsletter', 'newsletter_size']) and has_table_privilege('service_role', r.oid, privilege)`)
    assert.deepEqual(rights, [])
  })

  it('leaves nothing in a schema of ours behind', async () => {
    const schemas = await rowsOf(`select nspname::text as name from pg_namespace
      where nspname !~ '^(pg_|information_schema$)' order by 1`)
    assert.deepEqual(
      schemas.map(({ name }) => name),
      ['extensions', 'public'],
    )
  })
})

/** What somebody can send who has read the website's source, or made something up. */
function strangers({ keys, sign }: SupabaseProject): [who: string, headers: Record<string, string>][] {
  const bearer = (token: string) => ({ apikey: keys.anon, authorization: `Bearer ${token}` })
  return [
    ['nobody', {}],
    ['the anon key', { apikey: keys.anon, authorization: `Bearer ${keys.anon}` }],
    ['the anon key alone', { apikey: keys.anon }],
    ['the publishable key', { apikey: keys.publishable }],
    ['a made-up key', { apikey: 'sb_secret_made-up' }],
    ['a signed-in user', bearer(sign({ role: 'authenticated', sub: 'u1', exp: soon }))],
    ['a user whose token is over', bearer(sign({ role: 'service_role', exp: soon - 7200 }))],
    [
      'a token of service_role signed by somebody else',
      bearer(signToken({ role: 'service_role', exp: soon }, 'guess')),
    ],
    [
      'a token of service_role that is not signed',
      bearer(`${sign({ role: 'service_role' }, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`),
    ],
    [
      'a token of service_role by another algorithm',
      bearer(sign({ role: 'service_role' }, { alg: 'HS512' })),
    ],
    ['a token of the owner', bearer(sign({ role: 'chatbot', exp: soon }))],
    ['a token of a superuser', bearer(sign({ role: 'postgres', exp: soon }))],
    ['a token of nobody', bearer(sign({ role: 'nobody_at_all', exp: soon }))],
    ['a token without a role', bearer(sign({ exp: soon }))],
    ['the secret key as a token', bearer(keys.secret)],
  ]
}

describe('REST, asked by strangers', () => {
  async function ask(
    url: string,
    path: string,
    headers: Record<string, string>,
    method: string,
    body?: string,
  ) {
    const response = await fetch(`${url}/rest/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, text: await response.text() }
  }

  /** Arguments that the function takes, whatever they mean. */
  async function callsOf(): Promise<[name: string, body: string][]> {
    const rows =
      await rowsOf(`select p.proname::text as name, coalesce(p.proargnames, '{}')::text[] as names, p.pronargs::int as count
      from pg_proc p join (${ownFunctions}) as f on f.oid = p.oid where p.prorettype <> 'trigger'::regtype`)
    return rows
      .filter(({ name }) => !theirs.includes(String(name)))
      .map(({ name, names, count }) => {
        const inputs = (names as string[]).slice(0, Number(count))
        return [String(name), JSON.stringify(Object.fromEntries(inputs.map(each => [each, null])))]
      })
  }

  function assertRefused({ status, text }: { status: number; text: string }, what: string): void {
    // 55000: a view that nobody at all can write to.
    const { code = 'gateway' } = JSON.parse(text) as { code?: string }
    assert.ok(code === '55000' || [401, 403, 404].includes(status), `${what}: ${status} ${text}`)
    assert.ok(!text.includes(secretText), `${what} shows a secret`)
    assert.match(code, /^(42501|PGRST301|PGRST303|PGRST202|22023|55000|gateway)$/, `${what}: ${text}`)
  }

  it('refuses every table and view to each of them, to read, to write and to delete', async () => {
    const { relations } = readOwnObjects(await readDatabaseFiles())
    for (const [who, headers] of strangers(project)) {
      for (const table of relations) {
        for (const [method, body] of [['GET'], ['POST', '{}'], ['DELETE']] as const) {
          assertRefused(await ask(project.url, table, headers, method, body), `${who}, ${method} ${table}`)
        }
      }
    }
  })

  it('refuses every function to each of them', async () => {
    const calls = await callsOf()
    assert.ok(calls.length > 20)
    for (const [who, headers] of strangers(project)) {
      for (const [name, body] of calls) {
        assertRefused(await ask(project.url, `rpc/${name}`, headers, 'POST', body), `${who}, ${name}`)
      }
    }
  })

  it('refuses the same without a gateway before it, as a server of one’s own may be', async () => {
    await using bare = await createSupabaseProject({ gateway: false })
    await bare.paste()
    for (const [who, headers] of strangers(bare)) {
      for (const path of ['messages', 'users', 'agent_analytics', 'schema_migrations'])
        assertRefused(await ask(bare.url, path, headers, 'GET'), `${who}, ${path}`)
      assertRefused(
        await ask(bare.url, 'rpc/database_status', headers, 'POST', '{}'),
        `${who}, database_status`,
      )
    }
  })

  it('is not simply closed: the operator’s own table is read, and ours with the secret key', async () => {
    const anon = { apikey: project.keys.anon }
    assert.match((await ask(project.url, 'newsletter', anon, 'GET')).text, /a@example\.org/)
    const secret = { apikey: project.keys.secret }
    assert.ok((await ask(project.url, 'messages', secret, 'GET')).text.includes(secretText))
  })
})

describe('a database converted from version 1, whose tables anybody could read', () => {
  it('is as closed as a new one', async () => {
    await using old = await createSupabaseProject()
    await old.pool.query(versionOneDatabase)
    await old.rest.settle()
    const open = async () =>
      (
        await old.pool.query(`select r.name from (${ownRelations}) as r
          where (r.kind in ('r', 'p') and not r.secured) or (r.kind <> 'S' and has_table_privilege('anon', r.oid, 'select'))`)
      ).rows
    assert.ok((await open()).length >= 5)
    await old.paste()
    assert.deepEqual(await open(), [])
    const { rows } = await old.pool.query('select count(*)::int as messages from messages')
    assert.ok(rows[0].messages > 0)
  })
})
