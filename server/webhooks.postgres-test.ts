// R12: webhook events at least once, signed, whatever is killed; each once while nothing is. Needs TEST_DATABASE_URL.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { postChat } from './testing/chat-client.ts'
import type { PostgresTestDatabase } from './testing/create-postgres-database.ts'
import { openSampleDatabase } from './testing/open-sample-database.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'
import { startWebhookReceiver } from './testing/webhook-receiver.ts'
import { toSecret } from './webhooks/sign-webhook.ts'

describe('webhooks of several processes on one Postgres', () => {
  const secret = toSecret(randomBytes(32))
  const folder = createFolder()
  let store: PostgresTestDatabase
  let turns = 0

  before(async () => {
    store = await openSampleDatabase()
  })
  after(async () => {
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const start = (url: string) =>
    startProduct(folder.path, {
      DATABASE_URL: store.url,
      WEBHOOK_URL: url,
      WEBHOOK_SECRET: secret,
      WEBHOOK_EVENTS: 'turn.finished',
    })
  async function askMany(products: readonly RunningProduct[], count: number): Promise<string[]> {
    return Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const id = `turn-${++turns}`
        const body = { user_id: id, conversation_id: id, message: 'Comment créer une page de capture ?' }
        const response = await postChat(products[index % products.length]?.url ?? '', body)
        assert.equal(response.status, 200, await response.text())
        return id
      }),
    )
  }
  const conversationOf = ({ event }: { event: { data: object } }) =>
    'conversation_id' in event.data ? event.data.conversation_id : undefined
  /** The leases of whoever was killed are over. */
  const endLeases = () =>
    store.pool.query(`update webhook_deliveries set lease_until = clock_timestamp() where status = 'pending'`)

  it('are sent once each', async () => {
    await using receiver = await startWebhookReceiver(secret)
    await using one = await start(receiver.url)
    await using two = await start(receiver.url)
    const asked = await askMany([one, two], 60)
    await receiver.until(() => receiver.received.length >= asked.length)
    await Promise.all([one.stop(), two.stop()])
    assert.deepEqual(receiver.received.map(conversationOf).sort(), asked.sort())
    assert.deepEqual(receiver.refused, [])
  })

  it('are not lost when one is killed while it sends, and come again under their ids', async () => {
    await using receiver = await startWebhookReceiver(secret)
    receiver.answer(0)
    const asked: string[] = []
    {
      await using killed = await start(receiver.url)
      asked.push(...(await askMany([killed], 20)))
      await receiver.until(() => receiver.received.length >= 1)
      await killed.stop('SIGKILL')
    }
    const before = receiver.received.map(({ id }) => id)
    receiver.answer(200)
    await endLeases()
    await using other = await start(receiver.url)
    const later = () => receiver.received.slice(before.length)
    await receiver.until(() => new Set(later().map(conversationOf)).size === asked.length)
    assert.equal(await other.stop(), 0)
    assert.deepEqual(later().map(conversationOf).sort(), asked.sort())
    assert.ok(before.every(id => later().some(each => each.id === id)))
    assert.deepEqual(receiver.refused, [])
    const { rows } = await store.pool.query('select distinct status from webhook_deliveries')
    assert.deepEqual(rows, [{ status: 'delivered' }])
  })

  it('are there exactly when the answer is, wherever the server is killed', async () => {
    await using receiver = await startWebhookReceiver(secret)
    receiver.answer(0)
    for (let round = 0; round < 3; round++) {
      await using killed = await start(receiver.url)
      const asking = askMany([killed], 12).catch(() => undefined)
      const before = receiver.received.length
      await receiver.until(() => receiver.received.length > before)
      await killed.stop('SIGKILL')
      await asking
    }
    const { rows } = await store.pool.query(`select
      (select count(*)::int from messages where role = 'assistant') as answers,
      (select count(distinct id)::int from webhook_deliveries) as events`)
    assert.equal(rows[0].events, rows[0].answers)
  })
})
