import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { readConversation } from '../operations/read-conversation.ts'
import { createProviders, type Providers } from '../providers/create-providers.ts'
import { failureAnswer, failures } from '../testing/fake-providers/failures.ts'
import { fakeKeys, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createFolder } from '../testing/start-product.ts'
import { chainLimits } from './model/retry-rules.ts'
import type { Timers } from './model/timers.ts'
import type { Turns } from './run-turn.ts'
import type { TurnReport } from './turn.ts'

/** The chain's times a fifth as long: silence is waited for in earnest. */
const limits = {
  ...chainLimits,
  firstWords: 2800,
  evenLate: 1200,
  least: 200,
  idle: 500,
  total: 3000,
  longestRetryAfter: 200,
  backoff: { first: 20, most: 100, jitter: 0.25 },
}
const agents = join(import.meta.dirname, '../../agents')
const question = 'Quand relancer un panier abandonné ?'
/** Rows that a reader of streams must not mind. */
const good = [24, 33, 34]

const folder = createFolder()
const fakes = await startFakeProviders()
let providers: Providers
let database: EmbeddedDatabase
let turns: Turns
let reports: TurnReport[]
let conversations = 0
/** Between two turns a minute goes by, so that no breaker is open. */
let minutes = 0
const timers: Timers = {
  now: () => performance.now() + minutes * 60_000,
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds)
    return () => clearTimeout(timer)
  },
}

before(async () => {
  providers = await createProviders({
    openrouter: { apiKey: fakeKeys.openrouter, baseUrl: `${fakes.url}/openrouter/api/v1` },
    openai: { apiKey: undefined, baseUrl: 'https://api.openai.com/v1' },
    cohere: { apiKey: undefined, baseUrl: 'https://api.cohere.com' },
  })
  mkdirSync(join(folder.path, 'audrey'))
  const text =
    '# Paniers\n\n## Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.'
  writeFileSync(join(folder.path, 'audrey', 'document.md'), text)
  database = await openTestDatabase()
  ;({ turns, reports } = await openTestTurns({
    database,
    agents,
    knowledge: { audrey: join(folder.path, 'audrey') },
    settings: { models: { ...testModels, limits } },
    models: { languageModel: providers.language, timers },
  }))
  // The first turn of a process is slow in its own ways.
  await ask()
})
after(async () => {
  await providers.close()
  await fakes.close()
  await database.close()
  folder[Symbol.dispose]()
})

async function ask() {
  minutes++
  const conversation_id = `row-${++conversations}`
  const began = performance.now()
  const { events, reply } = await readTurn(
    await turns.begin(toTurnRequest({ conversation_id, message: question })),
  )
  const milliseconds = performance.now() - began
  const found = await readConversation(database, {
    conversationId: conversation_id,
    userId: 'user',
    limit: 2,
  })
  const stored = found.kind === 'found' ? found.messages.at(-1) : undefined
  const shown = events.map(event => (event.type === 'delta' ? event.text : '')).join('')
  return { reply, stored, shown, milliseconds, report: reports.at(-1) }
}

describe('a turn over the wire, with models that answer', () => {
  it('cites the document that it was given', async () => {
    fakes.openrouter.answerAlways()
    const { reply, report, stored } = await ask()
    assert.equal(report?.answeredBy, 'model')
    assert.match(reply.message, /panier abandonné.*\[1\]/)
    assert.equal(reply.sources[0]?.title, 'Paniers')
    assert.equal(stored?.status, 'complete')
    assert.ok((report?.calls[0]?.cost ?? 0) > 0)
  })
})

describe('a turn over the wire, when every call to a model ends as failures.md says', () => {
  for (const [row, variants] of Object.entries(failures).filter(([row]) => Number(row) <= 37)) {
    for (const variant of Object.keys(variants)) {
      it(`row ${row}, ${variant}: the visitor gets an honest answer in time, and it is stored`, async () => {
        fakes.openrouter.pace = 0.05
        fakes.openrouter.answerAlways(failureAnswer(Number(row), variant))
        const { reply, stored, shown, milliseconds, report } = await ask()
        assert.equal(shown, reply.message)
        assert.equal(stored?.content, reply.message)
        assert.ok(reply.message.trim().length > 20, reply.message)
        assert.doesNotMatch(reply.message, /error|erreur|limit|credit|provider|DOCTYPE|partial output/i)
        assert.ok(milliseconds < limits.total + 1500, `${milliseconds} ms`)
        if (report?.answeredBy === 'model') {
          const interrupted = reply.message.includes('Ma réponse a été interrompue ici.')
          assert.equal(stored?.status, interrupted ? 'partial' : 'complete')
          if (interrupted) assert.equal(report.troubles.at(-1)?.next, 'interrupted')
        } else {
          assert.ok(['extractive', 'refusal'].includes(report?.answeredBy ?? ''))
          assert.ok((report?.troubles.length ?? 0) > 0, 'a warning says why')
        }
        if (good.includes(Number(row))) assert.equal(report?.answeredBy, 'model', `row ${row}`)
      })
    }
  }
})
