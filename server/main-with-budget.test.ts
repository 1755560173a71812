import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { ask } from './testing/chat-client.ts'
import { startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'

const question = 'Combien de mails dans une séquence de bienvenue ?'
const fakes = await startFakeProviders()
const folder = createFolder()
const environment = { ...fakes.environment, MONTHLY_BUDGET_EUR: '0.06' }
let turns = 0
const say = (product: RunningProduct) => {
  const number = ++turns
  return ask(product.url, {
    user_id: `user-${number}`,
    conversation_id: `conv-${number}`,
    message_id: `m-${number}`,
    message: `${question} Encore ${number}.`,
  })
}
const warningsOf = ({ log }: RunningProduct) =>
  log.filter(({ level }) => level === 'WARNING').map(({ msg }) => String(msg))
const callsOfProviders = () =>
  [fakes.openrouter, fakes.openai, fakes.cohere].map(({ received }) => received.length)
const writersOf = ({ log }: RunningProduct) =>
  log.filter(({ msg }) => msg === 'turn').map(turn => [turn.answered_by, turn.budget_spent])

after(async () => {
  await fakes.close()
  folder[Symbol.dispose]()
})

describe('the product with a budget', () => {
  it('pays until it is spent, warns once, then answers from the documents and calls nobody', async () => {
    const product = await startProduct(folder.path, environment)
    try {
      // The last one's question is embedded before the database says that there is no room for it.
      while (writersOf(product).at(-1)?.[0] !== 'extractive' && turns < 30) await say(product)
      const paid = turns - 1
      assert.ok(paid > 0)
      const before = callsOfProviders()
      const reply = await say(product)
      assert.ok(reply.message.length > 0 && reply.sources.length > 0)
      assert.deepEqual(callsOfProviders(), before)
      assert.deepEqual(writersOf(product), [
        ...Array(paid).fill(['model', null]),
        ['extractive', 'month'],
        ['extractive', 'month'],
      ])
      const warnings = warningsOf(product).filter(text => text.includes('budget'))
      assert.deepEqual(warnings, [
        'what is left of the month’s budget is less than one answer may cost: answers quote the documents',
      ])
      const metrics = await (await fetch(`${product.url}/metrics`)).text()
      assert.match(metrics, /chat_budget_refusals_total\{budget="month"\} 2/)
      assert.match(metrics, /chat_budget_share 0\.[1-9]/)
    } finally {
      await product.stop()
    }
  })

  it('knows after a restart that it is spent, and that it warned', async () => {
    const product = await startProduct(folder.path, environment)
    try {
      await say(product)
      assert.deepEqual(writersOf(product), [['extractive', 'month']])
      assert.deepEqual(
        warningsOf(product).filter(text => text.includes('budget')),
        [],
      )
    } finally {
      await product.stop()
    }
  })

  it('pays again when the budget is raised, and names models without a price', async () => {
    const more = { MONTHLY_BUDGET_EUR: '50', FALLBACK_MODEL: 'acme/unheard-of' }
    const product = await startProduct(folder.path, { ...environment, ...more })
    try {
      await say(product)
      assert.deepEqual(writersOf(product), [['model', null]])
      const line = product.log.find(({ models }) => models !== undefined)
      assert.deepEqual(line?.models, ['acme/unheard-of'])
    } finally {
      await product.stop()
    }
  })
})
