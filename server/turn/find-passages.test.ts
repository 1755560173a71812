import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { toChunks, toDocument } from '../database/contract-suite/database-under-contract.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { createFollowingEmbedder } from '../embed/follow-model.ts'
import { missingEmbeddings } from '../operations/missing-embeddings.ts'
import { putDocument } from '../operations/put-document.ts'
import { storeEmbeddings } from '../operations/store-embeddings.ts'
import { switchEmbeddingModel } from '../operations/switch-embedding-model.ts'
import type { Embedder } from '../ports/embedder.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { findPassages, startEmbedding } from './find-passages.ts'
import { createModelLog } from './model/model-log.ts'
import { createModelTools } from './model/model-tools.ts'

const question = 'Comment nourrir un levain ?'
const settings = {
  rateLimit: { messages: 10, windowSeconds: 60 },
  maxHistoryMessages: 10,
  initialResults: 5,
  leaseSeconds: 15,
}
const persona = {
  id: 'audrey',
} as Parameters<typeof findPassages>[0]['personas'][number]

/** A vector along one axis a model. */
const axisOf = (model: string) => Array.from({ length: 1536 }, (_, at) => (at === model.length ? 1 : 0))
function createEmbedder(model: string, asked: string[] = []): Embedder {
  return {
    model,
    dimensions: 1536,
    async embed(texts) {
      asked.push(model)
      return { vectors: texts.map(() => axisOf(model)), tokens: 1, cost: 0 }
    },
  }
}

describe('passages found with the embedder of whatever model is stored', () => {
  let database: EmbeddedDatabase
  before(async () => {
    database = await openTestDatabase()
    await switchEmbeddingModel(database, { model: 'old' })
    const chunks = toChunks('Le levain se nourrit le matin.').map(chunk => ({
      ...chunk,
      embedding: axisOf('old'),
    }))
    await putDocument(database, { document: toDocument(), chunks, embeddingModel: 'old' })
  })
  after(() => database.close())

  async function find(embedder: Embedder) {
    const tools = createModelTools({ clock: () => performance.now(), settings })
    const log = createModelLog()
    const deps = { database, embedder, personas: [persona], settings }
    const embedding = startEmbedding(deps, tools, question, log)
    const { passages } = await findPassages(deps, { tools, log, embedding }, question)
    return { dense: passages.map(({ dense }) => dense), log }
  }

  it('a question of a model that cannot be compared is searched by its words, with a warning', async () => {
    const { dense, log } = await find(createEmbedder('another'))
    assert.deepEqual(dense, [null])
    assert.deepEqual(
      log.troubles.map(({ step, reason, next }) => [step, reason, next]),
      [['embed', 'other_model', 'lexical']],
    )
  })

  it('is embedded again, once, when a search says which model is stored: before a switch and after it', async () => {
    const asked: string[] = []
    const embedderOf = (model: string) => createEmbedder(model, asked)
    const embedder = createFollowingEmbedder({ configured: embedderOf('newer'), embedderOf, active: 'newer' })
    const first = await find(embedder)
    assert.deepEqual([first.dense, asked, first.log.troubles], [[1], ['newer', 'old'], []])
    await find(embedder)
    assert.deepEqual(asked, ['newer', 'old', 'old'])

    const missing = await missingEmbeddings(database, { model: 'newer', limit: 9 })
    const embeddings = missing.map(({ chunkId }) => ({ chunkId, embedding: axisOf('newer') }))
    await storeEmbeddings(database, { model: 'newer', embeddings })
    assert.equal((await switchEmbeddingModel(database, { model: 'newer' })).active, 'newer')
    const switched = await find(embedder)
    assert.deepEqual([switched.dense, asked.slice(3), switched.log.troubles], [[1], ['old', 'newer'], []])
    await find(embedder)
    assert.deepEqual(asked.slice(5), ['newer'])
  })
})
