// Our workflows in a real n8n: imported, published and called by its own commands. Needs TEST_DATABASE_URL, for n8n's own
// database. It installs n8n itself (deploy/n8n/testing/install-n8n.ts).
import assert from 'node:assert/strict'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { WebhookReply } from '../../contract/webhook-v1.ts'
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
} from '../../server/testing/create-postgres-database.ts'
import { createFolder, type RunningProduct, startProduct } from '../../server/testing/start-product.ts'
import { signWebhook, toSecret } from '../../server/webhooks/sign-webhook.ts'
import { installN8n } from './testing/install-n8n.ts'
import { type RunningN8n, startN8n } from './testing/start-n8n.ts'

/** Letters, as `npm run webhooks -- secret` makes them: n8n's credential takes text only. */
const hmacSecret = randomBytes(32).toString('base64url')

/**
 * Ports that are still free a minute later, when n8n has started: below those that the system itself gives to whoever asks
 * for any, as every other test does.
 */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const isFree = await new Promise<boolean>(resolve =>
      server
        .once('error', () => resolve(false))
        .listen(port, '127.0.0.1', () => server.close(() => resolve(true))),
    )
    if (isFree) ports.add(port)
  }
  return [...ports]
}

describe('our workflows in n8n', () => {
  const [ours, theirs] = [createFolder(), createFolder()]
  let store: PostgresTestDatabase
  let product: RunningProduct
  let n8n: RunningN8n

  before(async () => {
    const program = await installN8n()
    store = await createPostgresDatabase({ migrated: false })
    const [port = 0, brokerPort = 0] = await freePorts(2)
    product = await startProduct(ours.path, {
      WEBHOOK_URL: `http://127.0.0.1:${port}/webhook/chatbot-v2`,
      WEBHOOK_SECRET: toSecret(Buffer.from(hmacSecret)),
      WEBHOOK_INCLUDE_QUESTION: 'true',
    })
    n8n = await startN8n({
      program,
      folder: theirs.path,
      databaseUrl: store.url,
      port,
      brokerPort,
      chatbotUrl: product.url,
      hmacSecret,
    })
  })
  after(async () => {
    await n8n?.[Symbol.asyncDispose]()
    await product?.[Symbol.asyncDispose]()
    await store?.[Symbol.asyncDispose]()
    ours[Symbol.dispose]()
    theirs[Symbol.dispose]()
  })

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${n8n.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  /** As v1's widget posts it. */
  const toV1 = (message: string, conversationId: string = randomUUID()) => ({
    conversationId,
    userId: randomUUID(),
    message,
    timestamp: new Date().toISOString(),
  })
  /** An answer of n8n's, of which a test looks at some members. */
  const read = async (response: Response) => (await response.json()) as Record<string, unknown>
  async function findTable(): Promise<string | undefined> {
    const tables = await store.pool.query(`select id from data_table where name = 'chatbot_v2_taches'`)
    return tables.rows[0]?.id
  }
  /** As somebody who works on the tasks does. */
  const changeTasks = async (set: string) =>
    store.pool.query(`update "data_table_user_${await findTable()}" set ${set}`)
  async function readTasks(): Promise<Record<string, unknown>[]> {
    const id = await findTable()
    return id === undefined ? [] : (await store.pool.query(`select * from "data_table_user_${id}"`)).rows
  }

  it('answers v1’s widget as v1 did', async () => {
    const asked = toV1('Combien de temps doit durer un réel ?')
    const response = await post('/webhook/chat', asked)
    assert.equal(response.status, 200)
    const reply = WebhookReply.strict().parse(await response.json())
    assert.equal(reply.conversationId, asked.conversationId)
    assert.equal(reply.agentType, 'creation')
    assert.match(reply.response, /trente secondes|30 secondes/)
    const other = await post('/webhook/chat', toV1('Comment créer une page de capture ?'))
    assert.equal(WebhookReply.parse(await other.json()).agentType, 'automation')
  })

  it('lets another site’s page ask, as v1 did', async () => {
    const response = await fetch(`${n8n.url}/webhook/chat`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://agence.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    assert.equal(response.status, 204)
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://agence.example')
  })

  it('passes our refusals on in v1’s words', async () => {
    const empty = await post('/webhook/chat', { ...toV1('x'), message: '' })
    assert.equal(empty.status, 422)
    assert.equal((await read(empty)).error, true)
    const first = toV1('Bonjour')
    const statuses: number[] = []
    for (let count = 1; count <= 11; count++) {
      const response = await post('/webhook/chat', {
        ...first,
        message: `Combien de hashtags, idée ${count} ?`,
      })
      statuses.push(response.status)
      if (count === 11) {
        const { error, code } = await read(response)
        assert.deepEqual([error, code], [true, 'RATE_LIMIT_EXCEEDED'])
      }
    }
    assert.deepEqual(statuses, [...Array.from({ length: 10 }, () => 200), 429])
  })

  it('refuses an event that is signed wrongly, too old, or not at all, and opens no task', async () => {
    const body = JSON.stringify({
      type: 'conversation.escalated',
      timestamp: new Date().toISOString(),
      data: {},
    })
    const now = Math.floor(Date.now() / 1000)
    const sign = (key: string, timestamp: number) =>
      signWebhook({ id: 'evt_forged', timestamp, body }, [Buffer.from(key)])
    const good = sign(hmacSecret, now)
    for (const [what, headers, sent] of [
      ['another key', sign('another key, of 24 letters or more', now), body],
      ['six minutes ago', sign(hmacSecret, now - 360), body],
      ['another id', { ...good, 'webhook-id': 'evt_other' }, body],
      ['another text', good, body.replace('{}', '{"a":1}')],
      ['the same, written otherwise', good, body.replace('"data":', '"data": ')],
      ['no signature', { 'webhook-id': 'evt_1', 'webhook-timestamp': String(now) }, body],
    ] as const) {
      const response = await post('/webhook/chatbot-v2', sent, headers)
      assert.equal(response.status, 401, what)
    }
    assert.deepEqual(await readTasks(), [])
  })

  it('opens one task when a visitor asks for a person, and leaves it as it is when the event comes again', async () => {
    const asked = toV1('Je veux parler à une personne')
    const response = await post('/webhook/chat', asked)
    assert.equal((await read(response)).agentType, 'escalate')
    let tasks = await readTasks()
    while (tasks.length === 0) {
      await delay(100)
      tasks = await readTasks()
    }
    const [task] = tasks
    assert.deepEqual(
      [task?.conversation, task?.question, task?.etat],
      [asked.conversationId, asked.message, 'à faire'],
    )
    const id = String(task?.evenement)
    await changeTasks(`etat = 'faite, par Léa'`)
    const body = JSON.stringify({
      type: 'conversation.escalated',
      timestamp: new Date().toISOString(),
      data: { conversation_id: asked.conversationId, message_id: 'm', repeated: false, last_agent: null },
    })
    const timestamp = Math.floor(Date.now() / 1000)
    const again = signWebhook({ id, timestamp, body }, [Buffer.from(hmacSecret)])
    assert.equal((await post('/webhook/chatbot-v2', body, again)).status, 204)
    assert.deepEqual(
      (await readTasks()).map(({ etat, question }) => [etat, question]),
      [['faite, par Léa', asked.message]],
    )
    const other = body.replace('conversation.escalated', 'budget.reached')
    const signed = signWebhook({ id: 'evt_budget', timestamp, body: other }, [Buffer.from(hmacSecret)])
    assert.equal((await post('/webhook/chatbot-v2', other, signed)).status, 204)
    assert.equal((await readTasks()).length, 1)
  })

  it('asks a specialist and makes something of her answer', async () => {
    const question = 'Combien de temps doit durer un réel ?'
    const response = await post('/webhook/demander-a-une-specialiste', { question })
    assert.equal(response.status, 200)
    const draft = await read(response)
    assert.equal(draft.specialiste, 'carole')
    assert.equal(draft.objet, `Re : ${question}`)
    assert.match(String(draft.texte), /^Bonjour,\n\n[\s\S]+\n\n— carole, assistante IA/)
    assert.ok(Array.isArray(draft.sources) && draft.sources.length > 0)
    const person = await post('/webhook/demander-a-une-specialiste', {
      question: 'Je veux parler à une personne',
    })
    assert.equal((await read(person)).specialiste, 'escalate')
    // Under a name that no other n8n gives: each counts its executions from 1.
    const named = /^n8n-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
    const isNamed = async () =>
      (await readTasks()).some(({ conversation }) => named.test(String(conversation)))
    while (!(await isNamed())) await delay(100)
  })

  it('tells v1’s widget that the service is away, in v1’s words, when it is', async () => {
    await product.stop()
    const response = await post('/webhook/chat', toV1('Bonjour'))
    assert.equal(response.status, 503)
    const { error, code } = await read(response)
    assert.deepEqual([error, code], [true, 'SERVICE_ERROR'])
  })
})
