// What docs/base-de-donnees.md says of going back from a conversion, done to the letter: its commands are read there.
// Needs TEST_DATABASE_URL, psql, pg_dump and pg_restore.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import pg from 'pg'
import { createPostgresDatabase } from '../testing/create-postgres-database.ts'
import { versionOneDatabase } from '../testing/version-one-database.ts'
import { oddRows, versionTwoDatabase } from '../testing/version-two-database.ts'
import { openPostgres } from './open-postgres.ts'
import { readSchema } from './read-schema.ts'

const guide = await readFile(join(import.meta.dirname, '../../docs/base-de-donnees.md'), 'utf8')

/** The first text of the guide that `pattern`'s first group finds. */
function fromGuide(pattern: RegExp): string {
  const found = guide.match(pattern)?.[1]
  assert.ok(found, `${pattern} in docs/base-de-donnees.md`)
  return found
}

const dump = fromGuide(/\*\*Sauvegarde d'abord\*\* : `([^`]+)`/)
const askStep = fromGuide(/\*\*Revenir en arrière\*\*[\s\S]*?`(psql [^`]+)`/)
const undo = fromGuide(/`(psql [^`]*drop schema chatbot_conversion cascade[^`]*)`/)
const restore = fromGuide(/\*\*Après l'échange\*\*[\s\S]*?```sh\n([\s\S]*?)```/)

const data = `select (select jsonb_agg(m order by m.id) from messages m) as messages,
  (select jsonb_agg(c order by c.id) from conversations c) as conversations, (select jsonb_agg(u order by u.id) from users u) as users,
  (select jsonb_agg(d order by d.id) from documents d) as documents, (select jsonb_agg(k order by k.id) from document_chunks k) as chunks`

async function read(pool: pg.Pool) {
  return {
    schema: await readSchema({ query: async sql => (await pool.query(sql)).rows }),
    rows: (await pool.query(data)).rows,
  }
}

async function convert(url: string): Promise<void> {
  const { database } = await openPostgres({ url })
  await database.close()
}

/** A shell in a folder of its own, with the variables that the guide's commands use. */
async function openShell(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'roll-back-'))
  // `retour` in the guide; here a name that no other test has.
  const back = `retour_${randomBytes(6).toString('hex')}`
  const backUrl = new URL(url)
  backUrl.pathname = `/${back}`
  const env = { ...process.env, DATABASE_URL: url, RETOUR_URL: backUrl.href }
  return {
    backUrl: backUrl.href,
    run: (command: string) =>
      execFileSync('bash', ['-euc', command.replaceAll(/\bretour\b/g, back)], {
        cwd: folder,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    async [Symbol.asyncDispose]() {
      execFileSync('psql', [url, '-qc', `drop database if exists ${back} with (force)`], { stdio: 'ignore' })
      await rm(folder, { recursive: true })
    },
  }
}

describe('going back from a conversion, as the guide says', () => {
  for (const [name, sql] of Object.entries({
    'version 1': versionOneDatabase,
    'version 2': versionTwoDatabase + oddRows,
  })) {
    it(`brings back the old tables and rows once the tables have changed places: ${name}`, async () => {
      await using store = await createPostgresDatabase({ migrated: false })
      await store.pool.query(sql)
      const before = await read(store.pool)
      await using shell = await openShell(store.url)
      shell.run(dump)
      await convert(store.url)
      assert.throws(() => shell.run(askStep), /chatbot_conversion/)
      const converted = await read(store.pool)

      shell.run(restore)
      const back = new pg.Pool({ connectionString: shell.backUrl })
      assert.deepEqual(await read(back), before)
      await back.end()
      assert.deepEqual(await read(store.pool), converted)
      await convert(shell.backUrl)
    })
  }

  it('leaves the old tables as they are, with what was written meanwhile, before they have changed places', async () => {
    await using store = await createPostgresDatabase({ migrated: false })
    await store.pool.query(versionTwoDatabase)
    const { schema } = await read(store.pool)
    const database = openPostgres({
      url: store.url,
      onConverting({ step }) {
        if (step === 'copy messages') throw new Error('stopped here')
      },
    })
    await assert.rejects(database, /stopped here/)
    await store.pool.query(`insert into messages (conversation_id, role, content)
      values ('22222222-2222-4222-8222-222222222222', 'user', 'écrit entre-temps')`)
    const { rows } = await read(store.pool)
    await using shell = await openShell(store.url)
    assert.match(shell.run(askStep), /^(copy|compare|swap)/)
    shell.run(undo)
    assert.deepEqual(await read(store.pool), { schema, rows })
    await convert(store.url)
  })
})
