import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, describe, it } from 'node:test'
import { createFolder, type RunningProduct, runToEnd, startProduct } from './testing/start-product.ts'
import { startWebhookReceiver } from './testing/webhook-receiver.ts'
import { toSecret } from './webhooks/sign-webhook.ts'

const secret = toSecret(randomBytes(32))

let conversations = 0
async function ask({ url }: RunningProduct, message: string): Promise<string> {
  const conversation_id = `conversation-${++conversations}`
  const response = await fetch(`${url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: 'visitor', conversation_id, message }),
  })
  assert.equal(response.status, 200, await response.text())
  return conversation_id
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

describe('the product with webhooks', () => {
  const folder = createFolder()
  after(() => folder[Symbol.dispose]())

  it('tells of an escalation at once, signed, once, and stops in good order', async () => {
    await using receiver = await startWebhookReceiver(secret)
    const env = {
      WEBHOOK_URL: receiver.url,
      WEBHOOK_SECRET: secret,
      WEBHOOK_EVENTS: 'conversation.escalated',
    }
    await using product = await startProduct(folder.path, env)
    await ask(product, 'Comment créer une page de capture ?')
    const conversation_id = await ask(product, 'Je veux parler à une personne')
    await receiver.until(() => receiver.received.length === 1)
    const [{ event }] = receiver.received as [(typeof receiver.received)[number]]
    assert.ok(event.type === 'conversation.escalated')
    assert.equal(event.data.conversation_id, conversation_id)
    assert.equal(await product.stop(), 0)
    assert.deepEqual([receiver.received.length, receiver.refused], [1, []])
    assert.doesNotMatch(JSON.stringify(product.log), /secret-path|whsec_/)
  })

  it('loses no event to kill -9 while it is being sent, and sends none unsigned', async () => {
    await using receiver = await startWebhookReceiver(secret)
    const env = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret, WEBHOOK_EVENTS: 'turn.finished' }
    const asked: string[] = []
    receiver.answer(0)
    {
      await using product = await startProduct(folder.path, env)
      for (let count = 0; count < 3; count++)
        asked.push(await ask(product, 'Comment créer une page de capture ?'))
      await receiver.until(() => receiver.received.length >= 1)
      await product.stop('SIGKILL')
    }
    const before = receiver.received.map(({ id }) => id)
    receiver.answer(200)
    await using again = await startProduct(folder.path, env)
    // Nobody else can have the embedded database: what the killed process was sending is sent again at once.
    const conversations = () =>
      new Set(
        receiver.received
          .slice(before.length)
          .map(({ event }) => (event.type === 'turn.finished' ? event.data.conversation_id : '')),
      )
    await receiver.until(() => asked.every(id => conversations().has(id)))
    const ids = receiver.received.map(({ id }) => id)
    assert.ok(
      before.every(id => ids.lastIndexOf(id) >= before.length),
      'the same id, again',
    )
    assert.deepEqual(receiver.refused, [])
    assert.equal(await again.stop(), 0)
  })

  it('is no slower than without webhooks when its receiver is dead', async () => {
    await using receiver = await startWebhookReceiver(secret)
    receiver.answer(0)
    const env = { WEBHOOK_URL: receiver.url, WEBHOOK_SECRET: secret, WEBHOOK_EVENTS: 'turn.finished' }
    using copy = createFolder(folder.path)
    await using product = await startProduct(folder.path, env)
    await using without = await startProduct(copy.path)
    const measure = async (asked: RunningProduct) => {
      const began = performance.now()
      await ask(asked, 'Comment créer une page de capture ?')
      return performance.now() - began
    }
    const times: { told: number; untold: number }[] = []
    // By turns, so that what else the machine does holds up both.
    for (let count = 0; count < 15; count++)
      times.push({ told: await measure(product), untold: await measure(without) })
    await receiver.until(() => receiver.received.length > 0)
    const [told, untold] = [median(times.map(each => each.told)), median(times.map(each => each.untold))]
    assert.ok(told <= 1.5 * untold + 100, `${told} ms a turn, ${untold} without webhooks`)
  })

  it('does not start without a secret, and says what to do', async () => {
    const { code, stderr } = await runToEnd(folder.path, { WEBHOOK_URL: 'http://n8n:5678/webhook/x' })
    assert.equal(code, 1)
    assert.match(stderr, /WEBHOOK_SECRET manque/)
  })
})
