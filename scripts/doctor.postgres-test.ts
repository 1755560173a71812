// npm run doctor on a real Postgres. Needs TEST_DATABASE_URL; run by .ci/run.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { createPostgresDatabase } from '../server/testing/create-postgres-database.ts'
import { runScript } from '../server/testing/run-script.ts'
import { createFolder } from '../server/testing/start-product.ts'
import { toWebhookSettings, webhookVariables } from '../server/webhook-settings.ts'
import { toSecret } from '../server/webhooks/sign-webhook.ts'
import type { Finding } from './doctor/finding.ts'

async function look(url: string, more: Record<string, string> = {}) {
  using folder = createFolder()
  const env = { DATABASE_URL: url, API_PORT: '9', ...more }
  const { code, stdout } = await runScript(
    folder.path,
    'doctor.ts',
    ['--json', '--backups', folder.path],
    env,
  )
  const { findings } = JSON.parse(stdout) as { findings: Finding[] }
  return { code, findings, of: (id: string) => findings.find(finding => finding.id === id) }
}

describe('npm run doctor on Postgres', () => {
  it('says that a database is not prepared, and does not prepare it', async () => {
    await using database = await createPostgresDatabase({ migrated: false })
    const { code, of } = await look(database.url)
    assert.deepEqual([code, of('schema')?.state], [1, 'error'])
    const { rows } = await database.pool.query(`select from pg_tables where schemaname = 'public'`)
    assert.equal(rows.length, 0)
  })

  it('finds a prepared one as it must be, but for the documents that nobody has loaded', async () => {
    await using database = await createPostgresDatabase()
    const { findings, of } = await look(database.url)
    const wrong = findings.filter(({ state }) => state === 'error').map(({ id }) => id)
    assert.deepEqual(wrong, ['documents'])
    for (const id of [
      'database',
      'schema',
      'writable',
      'access',
      'rights',
      'indexes',
      'connections',
      'clock',
    ])
      assert.equal(of(id)?.state, 'ok', id)
    assert.match(of('database')?.text ?? '', /^PostgreSQL 1\d.*pgvector 0\.\d/)
  })

  it('finds an index that was dropped, and a table that strangers may read', async () => {
    await using database = await createPostgresDatabase()
    await database.pool.query('drop index conversations_user_id; grant select on users to public')
    const { code, of } = await look(database.url)
    assert.equal(code, 1)
    assert.match(of('indexes')?.todo ?? '', /^create index if not exists conversations_user_id/)
    assert.match(of('access')?.text ?? '', /users/)
  })

  it('counts the events that were given up, and finds an address that is stopped', async () => {
    await using database = await createPostgresDatabase()
    const env = { WEBHOOK_URL: 'http://n8n:5678/webhook', WEBHOOK_SECRET: toSecret(Buffer.alloc(32, 1)) }
    const [endpoint] = toWebhookSettings(z.object(webhookVariables).parse(env)).endpoints
    await database.pool.query(`insert into webhook_stops (endpoint) values ('${endpoint?.id}');
      insert into webhook_deliveries (id, endpoint, type, data, status) values ('e', '${endpoint?.id}', 'turn.finished', '{}', 'dead')`)
    const { code, of } = await look(database.url, env)
    assert.deepEqual(
      [code, of('webhooks-stopped')?.state, of('webhooks-dead')?.text],
      [1, 'error', '1 événement abandonné'],
    )
    assert.equal((await look(database.url)).of('webhooks-stopped'), undefined, 'an address that is gone')
  })

  it('says why it cannot come in, without the password', async () => {
    await using database = await createPostgresDatabase({ migrated: false })
    const gone = new URL(database.url)
    gone.pathname = '/no_such_database'
    gone.password = 'a-secret-password'
    const { code, of, findings } = await look(gone.href)
    assert.deepEqual([code, /no_such_database n’existe pas/.test(of('database')?.text ?? '')], [1, true])
    assert.doesNotMatch(JSON.stringify(findings), /a-secret-password/)
  })
})
