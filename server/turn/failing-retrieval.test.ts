import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { readConversation } from '../operations/read-conversation.ts'
import { createProviders, type ProviderSettings, type Providers } from '../providers/create-providers.ts'
import { failureAnswer, failures } from '../testing/fake-providers/failures.ts'
import { fakeKeys, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { openTestTurns, readTurn, testModels, toTurnRequest } from '../testing/open-test-turns.ts'
import { createSelfSignedCertificate } from '../testing/self-signed-certificate.ts'
import { createFolder } from '../testing/start-product.ts'
import { embedLimit } from './model/embed-question.ts'
import { rerankLimit } from './model/rerank.ts'
import type { Timers } from './model/timers.ts'

const agents = join(import.meta.dirname, '../../agents')
/** What is wrong with several texts only, or with none: a question is one text, and its vector is there. */
const good = ['shuffled', 'shuffled base64', 'an index twice']

const folder = createFolder()
const fakes = await startFakeProviders()
const settings: ProviderSettings = {
  openrouter: { apiKey: fakeKeys.openrouter, baseUrl: `${fakes.url}/openrouter/api/v1` },
  openai: { apiKey: fakeKeys.openai, baseUrl: `${fakes.url}/openai/v1` },
  cohere: { apiKey: fakeKeys.cohere, baseUrl: `${fakes.url}/cohere` },
}
let database: EmbeddedDatabase
let ask: Awaited<ReturnType<typeof open>>['ask']
const opened: Providers[] = []
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

/** Turns over given providers; each question is another one, so that no embedding is remembered. */
async function open(given: ProviderSettings) {
  const providers = await createProviders(given)
  opened.push(providers)
  const { turns, reports } = await openTestTurns({
    database,
    agents,
    knowledge: { audrey: join(folder.path, 'audrey') },
    settings: { models: testModels },
    models: {
      languageModel: providers.language,
      embedder: providers.embedder,
      reranker: providers.reranker,
      timers,
    },
  })
  const ask = async () => {
    minutes++
    const conversation_id = `retrieval-${++conversations}`
    const began = performance.now()
    const message = `Quand relancer un panier abandonné, question ${conversations} ?`
    const { reply } = await readTurn(await turns.begin(toTurnRequest({ conversation_id, message })))
    const milliseconds = performance.now() - began
    const found = await readConversation(database, {
      conversationId: conversation_id,
      userId: 'user',
      limit: 2,
    })
    const stored = found.kind === 'found' ? found.messages.at(-1) : undefined
    return { reply, stored, milliseconds, report: reports.at(-1) }
  }
  return { ask }
}

before(async () => {
  mkdirSync(join(folder.path, 'audrey'))
  const texts = {
    paniers:
      'Quand relancer un panier abandonné ?\n\nUn panier abandonné se relance une heure après, puis le lendemain.',
    emails:
      'Relancer par email\n\nUne relance de panier par email rappelle le produit, sans insister. Un panier oublié se relance deux fois.',
  }
  for (const [name, text] of Object.entries(texts))
    writeFileSync(join(folder.path, 'audrey', `${name}.md`), `# ${text}`)
  database = await openTestDatabase()
  ;({ ask } = await open(settings))
  await ask() // the first turn of a process is slow in its own ways
})
beforeEach(() => {
  for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere]) endpoint.answerAlways()
})
after(async () => {
  for (const providers of opened) await providers.close()
  await fakes.close()
  await database.close()
  folder[Symbol.dispose]()
})

describe('a turn whose embedding or reranking ends as failures.md says', () => {
  it('cites the documents when nothing fails, with one call each', async () => {
    const { report, reply } = await ask()
    assert.deepEqual(report?.troubles, [])
    assert.deepEqual(report?.calls.map(({ step }) => step).sort(), ['answer', 'embed', 'rerank'])
    assert.ok(reply.sources.length > 0)
  })

  for (const [row, variants] of Object.entries(failures).filter(([row]) => Number(row) >= 39)) {
    const [endpoint, step, next, limit] =
      Number(row) <= 42
        ? ([fakes.openai, 'embed', 'lexical', embedLimit] as const)
        : ([fakes.cohere, 'rerank', 'fused_order', rerankLimit] as const)
    for (const variant of Object.keys(variants)) {
      it(`row ${row}, ${variant}: the model answers all the same, in time, and a warning says what was left out`, async () => {
        endpoint.answerAlways(failureAnswer(Number(row), variant))
        const { reply, stored, milliseconds, report } = await ask()
        assert.equal(report?.answeredBy, 'model')
        assert.match(reply.message, /\[1\]/)
        assert.equal(stored?.content, reply.message)
        assert.equal(stored?.status, 'complete')
        assert.ok(milliseconds < limit + 1500, `${milliseconds} ms`)
        const told = report.troubles.map(trouble => [trouble.step, trouble.next])
        assert.deepEqual(told, good.includes(variant) ? [] : [[step, next]])
      })
    }
  }
})

describe('row 38, no connection', () => {
  it('refused: the documents are quoted at once, and a warning a step says why', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.close()
    await once(server, 'close')
    const nobody = `http://127.0.0.1:${port}`
    const away = await open({
      openrouter: { apiKey: 'k', baseUrl: `${nobody}/api/v1` },
      openai: { apiKey: 'k', baseUrl: `${nobody}/v1` },
      cohere: { apiKey: 'k', baseUrl: nobody },
    })
    const { reply, stored, milliseconds, report } = await away.ask()
    assert.equal(report?.answeredBy, 'extractive')
    assert.ok(reply.sources.length > 0)
    assert.equal(stored?.content, reply.message)
    assert.ok(milliseconds < 15_000, `${milliseconds} ms`)
    assert.deepEqual(
      [...new Set(report.troubles.map(({ step, reason }) => `${step} ${reason}`))],
      ['embed unreachable', 'rerank unreachable', 'answer unreachable'],
    )
  })

  it('a certificate that nobody vouches for: it is asked once, and the documents are quoted', async () => {
    let connections = 0
    const server = createTlsServer(createSelfSignedCertificate()).listen(0, '127.0.0.1')
    server.on('connection', () => connections++)
    server.on('tlsClientError', () => {})
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const doubtful = await open({
      ...settings,
      openrouter: { apiKey: 'k', baseUrl: `https://127.0.0.1:${port}/api/v1` },
    })
    const { reply, report } = await doubtful.ask()
    server.close()
    assert.equal(report?.answeredBy, 'extractive')
    assert.ok(reply.sources.length > 0)
    // One call a model: the same call would fail again.
    assert.deepEqual(
      report.troubles.map(({ reason }) => reason),
      ['certificate', 'certificate'],
    )
    assert.equal(connections, 2)
  })
})
