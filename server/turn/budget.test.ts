import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { readCosts } from '../operations/read-costs.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { Reranker } from '../ports/reranker.ts'
import { createManualTimers } from '../testing/manual-timers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createScriptedModel, type Script } from '../testing/scripted-model.ts'
import { createFolder } from '../testing/start-product.ts'
import type { BudgetSettings } from './turn.ts'

const agents = join(import.meta.dirname, '../../agents')
const text =
  '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après.'
const more = '# Relances\n\n## Combien de relances ?\n\nDeux relances suffisent pour un panier abandonné.'
const question = 'Quand relancer un panier abandonné ?'

const folder = createFolder()
let database: EmbeddedDatabase
let conversations = 0

before(async () => {
  database = await openTestDatabase()
  mkdirSync(join(folder.path, 'audrey'))
  writeFileSync(join(folder.path, 'audrey', 'paniers.md'), text)
  writeFileSync(join(folder.path, 'audrey', 'relances.md'), more)
  await openTestTurns({ database, agents, knowledge: { audrey: join(folder.path, 'audrey') } })
})
after(async () => {
  await database.close()
  folder[Symbol.dispose]()
})

/** Turns with a budget and models that cost a dollar a call; embedding and reranking count how often they are asked. */
async function open(
  budget: BudgetSettings,
  script: Script = ['Une heure après [1].', { usage: { cost: 0.5, cachedTokens: 7 } }],
) {
  const timers = createManualTimers()
  const asked = { embed: 0, rerank: 0 }
  const embedder: Embedder = {
    model: 'vectors',
    dimensions: 1536,
    async embed() {
      asked.embed++
      return { vectors: [Array(1536).fill(0.01)], tokens: 10, cost: null }
    },
  }
  const reranker: Reranker = {
    model: 'order',
    async rerank({ limit }) {
      asked.rerank++
      return Array.from({ length: limit }, (_, index) => ({ index, relevance: 1 }))
    },
  }
  const languageModel = createScriptedModel(timers, { first: { always: script } })
  const { turns, reports } = await openTestTurns({
    database,
    agents,
    knowledge: {},
    settings: { models: testModels, budget },
    models: {
      languageModel,
      embedder,
      reranker,
      timers,
      random: () => 0,
      priceOf: ({ searches }) => (searches === undefined ? 0.001 : 0.002),
    },
  })
  return {
    asked,
    requests: languageModel.requests,
    async say(user_id = 'user') {
      const conversation_id = `budget-${++conversations}`
      const request = toTurnRequest({ user_id, conversation_id, message: question, language: 'fr' })
      const { reply } = await timers.run(turns.begin(request).then(readTurn))
      const [row] = await database.query(
        `select cost::float8, cached_tokens, steps ->> 'budget_spent' as spent from messages
         where conversation_id = '${conversation_id}' and role = 'assistant'`,
      )
      return { reply, row, report: reports.at(-1) }
    },
  }
}

async function spent(): Promise<number> {
  const { spent, reserved } = await readCosts(database)
  assert.equal(Math.abs(reserved) < 1e-9, true, 'nothing is kept aside when no turn runs')
  return spent
}

describe('a turn with a budget', () => {
  it('counts the answer, the embedding and the reranking', async () => {
    const { say, asked } = await open({ month: 1e6, visitorDay: null })
    const before = await spent()
    const { row, report } = await say()
    assert.deepEqual(asked, { embed: 1, rerank: 1 })
    assert.deepEqual([report?.answeredBy, report?.budget?.granted, row?.spent], ['model', true, null])
    assert.equal(row?.cached_tokens, 7)
    const whole = 0.5 + 0.001 + 0.002
    assert.ok(Math.abs(Number(row?.cost) - whole) < 1e-9)
    assert.ok(Math.abs((await spent()) - before - whole) < 1e-9)
    const { calls } = await readCosts(database)
    assert.deepEqual(
      calls.filter(({ agent }) => agent === 'audrey').map(({ step, model }) => [step, model]),
      [
        ['answer', 'first'],
        ['rerank', 'order'],
        ['embed', 'vectors'],
      ],
    )
  })

  it('asks no model once the month is spent: the documents answer, and the row says why', async () => {
    const { say, asked, requests } = await open({ month: (await spent()) + 0.05, visitorDay: null })
    const first = await say()
    assert.deepEqual([first.report?.answeredBy, first.report?.budget?.granted], ['model', true])
    const before = await spent()
    const { reply, report, row } = await say()
    assert.deepEqual([report?.answeredBy, report?.outcome], ['extractive', 'complete'])
    assert.match(reply.message, /une heure après/)
    assert.equal(reply.sources.length > 0, true)
    assert.deepEqual(
      [report?.budget?.granted, report?.budget?.spentBy, row?.spent],
      [false, 'month', 'month'],
    )
    assert.deepEqual([requests.length, asked.rerank], [1, 1])
    assert.equal(asked.embed, 1, 'the question was embedded before')
    assert.ok(report?.troubles.every(({ step }) => step === 'embed'))
    const third = await say()
    assert.deepEqual([third.row?.cost, third.report?.calls.length], [null, 0])
    assert.equal(await spent(), before, 'and it costs nothing')
  })

  it('warns once at the end of the month’s money', async () => {
    const { say } = await open({ month: 0, visitorDay: null })
    const one = await say()
    const other = await say()
    assert.deepEqual([one.report?.budget?.warning, other.report?.budget?.warning], [100, null])
  })

  it('stops a visitor whose day is spent, and nobody else', async () => {
    const { say } = await open({ month: null, visitorDay: 0.6 })
    const answered = async (user: string) => (await say(user)).report?.answeredBy
    assert.deepEqual(
      [await answered('eager'), await answered('eager'), await answered('eager'), await answered('calm')],
      ['model', 'model', 'extractive', 'model'],
    )
  })

  it('counts a call that nobody priced as a dear one', async () => {
    const { say } = await open({ month: 1e6, visitorDay: null }, ['Oui [1].', { fail: 'timeout' }])
    const before = await spent()
    const { report } = await say()
    assert.equal(report?.outcome, 'partial')
    assert.ok((await spent()) - before > 0.0009, 'what was cut may have been billed')
  })
})
