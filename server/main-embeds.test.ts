import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { openBesideServer } from './database/open-beside.ts'
import { databaseStatus } from './operations/database-status.ts'
import { searchKnowledge } from './operations/search-knowledge.ts'
import { ask } from './testing/chat-client.ts'
import { fakeEmbedding } from './testing/fake-providers/fake-embedding.ts'
import { startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { createFolder, startProduct } from './testing/start-product.ts'

const fakes = await startFakeProviders()
after(() => fakes.close())

it('with a key, the server embeds its sample documents itself, and answers from what both searches find', async () => {
  using folder = createFolder()
  await using product = await startProduct(folder.path, fakes.environment)
  const listening = product.log.find(entry => entry.msg === 'listening')
  assert.match(
    String(listening?.embeddings),
    /^text-embedding-3-small ; \d+ extraits n’en ont pas encore, ils se remplissent en arrière-plan/,
  )
  const deadline = performance.now() + 60_000
  const made = () => product.log.find(entry => entry.msg === 'embeddings made')
  while (made() === undefined && performance.now() < deadline) await delay(100)
  const database = await openBesideServer({ driver: 'embedded', dataDir: folder.path })
  const { chunks, embedded } = await databaseStatus(database)
  assert.ok(chunks > 100)
  assert.deepEqual([embedded, made()?.done], [chunks, chunks])

  const question = 'Combien de mails dans une séquence de bienvenue ?'
  const found = await searchKnowledge(database, {
    query: question,
    agents: ['audrey'],
    embedding: fakeEmbedding(question, 1536),
    embeddingModel: 'text-embedding-3-small',
    limit: 20,
  })
  await database.close()
  assert.ok(found.every(({ dense }) => dense !== null))
  assert.ok(found.some(({ dense, lexical }) => (dense ?? 0) > 0.2 && lexical > 0.2))

  const reply = await ask(product.url, { user_id: 'u', conversation_id: 'c', message: question })
  assert.equal(reply.agent, 'audrey')
  const turn = product.log.find(entry => typeof entry.outcome === 'string')
  assert.ok(JSON.stringify(turn).includes('embed'), JSON.stringify(turn))
  // Started again, nothing is left to do and nothing is paid for.
  const calls = fakes.openai.calls
  await product.stop()
  await using again = await startProduct(folder.path, fakes.environment)
  assert.equal(again.log.find(entry => entry.msg === 'listening')?.embeddings, 'text-embedding-3-small')
  assert.equal(fakes.openai.calls, calls)
})
