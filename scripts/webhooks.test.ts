import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { toBeginTurn, toFinishTurn } from '../server/database/contract-suite/database-under-contract.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { beginTurn } from '../server/operations/begin-turn.ts'
import { finishTurn } from '../server/operations/finish-turn.ts'
import { leaseDeliveries } from '../server/operations/lease-deliveries.ts'
import { readInstallation } from '../server/operations/read-installation.ts'
import { settleDelivery } from '../server/operations/settle-delivery.ts'
import type { Database } from '../server/ports/database.ts'
import { createDatabaseFolder } from '../server/testing/database-folder.ts'
import { runScript } from '../server/testing/run-script.ts'
import { startWebhookReceiver } from '../server/testing/webhook-receiver.ts'
import { toWebhookSettings, webhookVariables } from '../server/webhook-settings.ts'
import { readSecret, toSecret } from '../server/webhooks/sign-webhook.ts'

const secret = toSecret(Buffer.from('0123456789abcdef0123456789abcdef'))
const url = 'http://n8n:5678/webhook/secret-path'
const env = { WEBHOOK_URL: url, WEBHOOK_SECRET: secret }

const folder = await createDatabaseFolder()

describe('npm run webhooks', () => {
  let database: Database
  const [endpoint] = toWebhookSettings(z.object(webhookVariables).parse(env)).endpoints.map(({ id }) => id)
  assert.ok(endpoint)

  const run = (args: string[], more: Record<string, string> = env) =>
    runScript(folder.path, 'webhooks.ts', args, more)

  before(async () => {
    ;({ database } = await openDatabase({ driver: 'embedded', dataDir: `${folder.path}/data` }))
    const turn = toBeginTurn()
    await beginTurn(database, turn)
    const events = ['evt_dead', 'evt_new'].map(id => ({
      id,
      type: 'turn.finished',
      endpoints: [endpoint],
      data: {},
    }))
    await finishTurn(database, toFinishTurn(turn, { events }))
    const { deliveries } = await leaseDeliveries(database, {
      endpoints: [endpoint],
      limit: 10,
      leaseSeconds: 1,
    })
    const fail = async (id: string, outcome: 'dead' | 'retry', retrySeconds: number | null) => {
      const lease = deliveries.find(delivery => delivery.id === id)?.lease ?? ''
      const failed = { endpoint, lease, httpStatus: 500, error: 'HTTP 500' }
      assert.ok((await settleDelivery(database, { id, outcome, retrySeconds, ...failed })).settled)
    }
    await fail('evt_dead', 'dead', null)
    await fail('evt_new', 'retry', 300)
  })
  after(async () => {
    await database.close()
    folder[Symbol.dispose]()
  })

  it('shows beside a running server what waits and what was given up, without the address’s path', async () => {
    const { code, stdout, stderr } = await run(['list'])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^Événements : 1 en attente, 0 livré, 1 abandonné\.\n/)
    assert.match(
      stdout,
      /evt_dead · turn\.finished · \d{4}-\d\d-\d\d \d\d:\d\d UTC\n {2}abandonné · 1 essai · http:\/\/n8n:5678 \(/,
    )
    assert.match(stdout, /dernier essai : HTTP 500\n {2}prochain essai : /)
    assert.doesNotMatch(stdout, /secret-path/)
    const dead = JSON.parse((await run(['list', '--status', 'dead', '--json'])).stdout)
    assert.deepEqual(
      dead.deliveries.map(({ id }: { id: string }) => id),
      ['evt_dead'],
    )
  })

  it('queues one again, and all that were given up', async () => {
    const one = await run(['replay', 'evt_dead'])
    assert.deepEqual([one.code, one.stdout.split(' :')[0]], [0, '1 envoi remis en file'])
    assert.match((await run(['list'])).stdout, /^Événements : 2 en attente, 0 livré, 0 abandonné/)
    assert.match((await run(['replay', '--dead'])).stdout, /^0 envoi/)
    const gone = { outcome: 'gone', retrySeconds: null, httpStatus: 410, error: 'HTTP 410 Gone' } as const
    await settleDelivery(database, { id: 'evt_other', endpoint, lease: '', ...gone })
    assert.match((await run(['list'])).stdout, /répondu 410\. npm run webhooks -- replay --dead/)
    assert.match(
      (await run(['replay', '--dead'])).stdout,
      /^0 envoi.*\n1 adresse arrêtée par un 410 : remise/,
    )
    assert.doesNotMatch((await run(['list'])).stdout, /répondu 410/)
    const nobody = await run(['replay', 'evt_nobody'])
    assert.deepEqual(
      [nobody.code, nobody.stderr.startsWith('« evt_nobody » n’est pas dans la file')],
      [1, true],
    )
  })

  it('tries each address with a signed event, and says what is wrong with the one that fails', async () => {
    await using receiver = await startWebhookReceiver(secret)
    const { url: good } = receiver
    const ok = await run(['test'], { WEBHOOK_URL: good, WEBHOOK_SECRET: secret })
    assert.deepEqual([ok.code, ok.stdout.includes('reçu (HTTP 200)')], [0, true], ok.stderr)
    const { type, installation } = receiver.received[0]?.event ?? {}
    assert.equal(type, 'webhook.test')
    assert.equal(installation?.id, await readInstallation(database))
    assert.match(installation?.name ?? '', /Copines/)
    receiver.answer(404)
    const missing = await run(['test'], { WEBHOOK_URL: good, WEBHOOK_SECRET: secret })
    assert.equal(missing.code, 1)
    assert.match(missing.stdout, /HTTP 404 · rien à cette adresse : dans n8n, le workflow est-il publié/)
    const other = toSecret(Buffer.from('another key, of 24 letters or more'))
    await run(['test'], { WEBHOOK_URL: good, WEBHOOK_SECRET: other })
    assert.equal(receiver.refused.length, 1)
    const refused = await run(['test'], {
      WEBHOOK_URL: 'https://localhost.example.invalid/',
      WEBHOOK_SECRET: secret,
    })
    assert.match(refused.stdout, /ENOTFOUND|EAI_AGAIN/)
  })

  it('makes a secret that n8n takes too, another each time', async () => {
    const first = (await run(['secret'], {})).stdout
    const made = /WEBHOOK_SECRET=(\S+)/.exec(first)?.[1] ?? ''
    const forN8n = /Hmac Secret[^\n]*\n\n +(\S+)/.exec(first)?.[1]
    assert.equal(readSecret(made)?.toString(), forN8n)
    assert.notEqual((await run(['secret'], {})).stdout, first)
  })

  it('says what is wrong with its words', async () => {
    const problem = async (args: string[], more?: Record<string, string>) => {
      const { code, stderr } = await run(args, more)
      return [code, stderr.split('\n')[0]]
    }
    assert.deepEqual(await problem([]), [2, 'Que faire ? list, replay, test ou secret.'])
    assert.deepEqual(await problem(['replay']), [
      2,
      'Renvoyer quoi ? Un id (npm run webhooks -- list les montre), ou --dead.',
    ])
    assert.deepEqual(await problem(['list', '--status', 'x']), [
      2,
      '--status veut pending, delivered ou dead.',
    ])
    assert.deepEqual(await problem(['test'], {}), [2, 'WEBHOOK_URL est vide : donne d’abord une adresse.'])
  })
})
