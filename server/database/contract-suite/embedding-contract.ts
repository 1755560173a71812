import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type FillEmbeddings, fillEmbeddings } from '../../embed/fill-embeddings.ts'
import { deleteDocument } from '../../operations/delete-document.ts'
import { embeddingStatus } from '../../operations/embedding-status.ts'
import { missingEmbeddings } from '../../operations/missing-embeddings.ts'
import { putDocument } from '../../operations/put-document.ts'
import { searchByModel } from '../../operations/search-knowledge.ts'
import { storeEmbeddings } from '../../operations/store-embeddings.ts'
import { switchEmbeddingModel } from '../../operations/switch-embedding-model.ts'
import type { Embedder } from '../../ports/embedder.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import { type ContractDatabase, countRows, toChunks, toDocument } from './database-under-contract.ts'

const first = 'text-embedding-3-small'

/** A vector along one axis, to stand for a model: all of its embeddings are the same. */
const axis = (at: number) => Array.from({ length: 1536 }, (_, place) => (place === at ? 1 : 0))
/** A question whose cosine is .6 to the vectors along axis 0 and .8 to those along axis 1. */
const question = axis(0).map((value, place) => (place === 1 ? 0.8 : value * 0.6))

/** An embedder that keeps what it was asked for. */
function createEmbedder(
  model: string,
  at: number,
  fail: (texts: readonly string[]) => ProviderError | null = () => null,
) {
  const asked: string[] = []
  const embedder: Embedder = {
    model,
    dimensions: 1536,
    async embed(texts) {
      const failure = fail(texts)
      if (failure) throw failure
      asked.push(...texts)
      return { vectors: texts.map(() => axis(at)), tokens: texts.length, cost: null }
    },
  }
  return { embedder, asked }
}

/** Embeddings: of one model at a time, each paid for once, the next ones beside them until all are there. */
export function describeEmbeddings(given: () => ContractDatabase): void {
  const fill = (embedder: Embedder, more: Partial<FillEmbeddings> = {}) =>
    fillEmbeddings({
      database: given().database,
      embedder,
      wait: milliseconds => delay(Math.min(milliseconds, 5)),
      random: () => 0.5,
      ...more,
    })
  const put = async (...contents: string[]) => {
    const owner = `agent-${randomUUID()}`
    const { id } = await putDocument(given().database, {
      document: toDocument({ owner }),
      chunks: toChunks(...contents),
    })
    return { owner, id }
  }
  const search = (owner: string, embeddingModel?: string) =>
    searchByModel(given().database, {
      query: 'levain',
      agents: [owner],
      embedding: question,
      embeddingModel,
      limit: 200,
    })
  const denseOf = async (owner: string, model?: string) => {
    const { passages } = await search(owner, model)
    // Shared documents of other tests are found too.
    const own = passages.filter(passage => passage.owner === owner)
    return own.map(({ dense }) => dense && Math.round(dense * 100) / 100)
  }

  describe('embeddings', () => {
    it('are filled in for every chunk, a batch at a time, and what is there is not paid for again', async () => {
      const { owner } = await put('Le levain lève.', 'Le levain dort.')
      const { missing, tokens } = await embeddingStatus(given().database, { model: first })
      assert.ok(missing >= 2 && tokens >= 40)
      const { embedder, asked } = createEmbedder(first, 0)
      const outcome = await fill(embedder, { batch: 7 })
      assert.deepEqual([outcome.kind, outcome.done, outcome.active], ['done', missing, first])
      assert.equal(asked.length, missing)
      assert.ok(asked.includes('Séquences d’emails\nLe levain lève.'))
      assert.deepEqual(await denseOf(owner), [0.6, 0.6])
      assert.equal((await fill(embedder)).done, 0)
      assert.equal(asked.length, missing)
      assert.equal((await embeddingStatus(given().database, { model: first })).missing, 0)
    })

    it('of another model than the question’s are not compared with it', async () => {
      const { owner } = await put('Le levain lève.')
      await fill(createEmbedder(first, 0).embedder)
      assert.deepEqual(await denseOf(owner, first), [0.6])
      assert.deepEqual(await denseOf(owner, 'another'), [null])
      assert.equal((await search(owner, 'another')).embeddingModel, first)
    })

    it('of a new model are filled in beside, also by a new document, and switched to at once under searches', async () => {
      const { database } = given()
      const { owner } = await put(...Array.from({ length: 30 }, (_, at) => `Le levain numéro ${at}.`))
      await fill(createEmbedder(first, 0).embedder)
      const next = `next-${randomUUID()}`
      // Cut after the first batch: what is searched is still the old model's.
      const { embedder, asked } = createEmbedder(next, 1, () =>
        asked.length > 0 ? new ProviderError('quota_exhausted', { provider: 'test' }) : null,
      )
      const cut = await fill(embedder, { batch: 10 })
      assert.deepEqual([cut.kind, cut.done, cut.active], ['failed', 10, first])
      assert.equal((await switchEmbeddingModel(database, { model: next })).active, first)
      const brought = await putDocument(database, {
        document: toDocument({ owner }),
        chunks: toChunks('Le levain nouveau.').map(chunk => ({ ...chunk, embedding: axis(1) })),
        embeddingModel: next,
      })
      assert.deepEqual(new Set(await denseOf(owner, first)), new Set([0.6, null]))
      assert.equal((await embeddingStatus(database, { model: first })).missing, 1)

      let over = false
      const seen = new Set<string>()
      const searching = Array.from({ length: 4 }, async () => {
        // The last search of each begins after the switch.
        for (let isLast = false; !isLast; ) {
          isLast = over
          const { passages, embeddingModel } = await search(owner)
          const wanted = embeddingModel === first ? 0.6 : 0.8
          for (const { dense } of passages)
            assert.ok(dense === null || Math.abs(dense - wanted) < 1e-6, `${dense} of ${embeddingModel}`)
          seen.add(embeddingModel)
        }
      })
      const rest = createEmbedder(next, 1)
      const outcome = await fill(rest.embedder, { batch: 50 })
      over = true
      await Promise.all(searching)
      assert.deepEqual([outcome.kind, outcome.active], ['done', next])
      assert.ok(seen.has(next))
      assert.deepEqual(new Set(await denseOf(owner, next)), new Set([0.8]))
      assert.equal(rest.asked.filter(text => asked.includes(text) && text.includes('numéro')).length, 0)
      assert.ok(
        !rest.asked.some(text => text.includes('nouveau')),
        'what the document brought was paid for again',
      )
      assert.equal(await countRows(given(), 'next_embeddings'), 0)
      assert.equal(await countRows(given(), 'embedding_models where is_active'), 1)

      await deleteDocument(database, { id: brought.id })
      assert.equal((await fill(createEmbedder(first, 0).embedder)).active, first)
    })

    it('are made once when several processes fill them in, each a batch', async () => {
      await put(...Array.from({ length: 40 }, (_, at) => `Une brioche ${at}.`))
      const { embedder, asked } = createEmbedder(first, 0)
      const outcomes = await Promise.all([1, 2, 3].map(() => fill(embedder, { batch: 5 })))
      assert.deepEqual(
        outcomes.map(({ kind }) => kind),
        ['done', 'done', 'done'],
      )
      assert.equal(asked.length, 40)
      assert.equal(new Set(asked).size, 40)
    })

    it('are waited for as the provider asks, and left out where it refuses a text', async () => {
      await put('Un texte maudit.', 'Un texte sage.', `Un texte long ${'de pain '.repeat(400)}`, 'Un autre.')
      const pauses: number[] = []
      let calls = 0
      const { embedder, asked } = createEmbedder(first, 0, texts => {
        calls += 1
        const about = { provider: 'test' }
        if (calls === 1)
          return new ProviderError('rate_limited', { ...about, retryable: true, retryAfter: 2 })
        if (texts.some(text => text.includes('maudit'))) return new ProviderError('rejected', about)
        return texts.some(text => text.length > 1000) ? new ProviderError('too_long', about) : null
      })
      const outcome = await fill(embedder, { onPause: milliseconds => pauses.push(milliseconds) })
      assert.deepEqual([outcome.kind, outcome.done, outcome.refused.length], ['done', 3, 1])
      assert.deepEqual(pauses, [2000])
      assert.equal(asked.length, 3)
      // The one refused does not keep a new model from being switched to.
      const switched = await fill(
        createEmbedder('picky', 1, texts =>
          texts.some(text => text.includes('maudit'))
            ? new ProviderError('rejected', { provider: 'test' })
            : null,
        ).embedder,
      )
      assert.deepEqual([switched.kind, switched.active], ['done', 'picky'])
      assert.equal((await fill(createEmbedder(first, 0).embedder)).active, first)
    })

    it('stay when another model refuses everything: nothing is switched, and it ends after one batch', async () => {
      const { database } = given()
      const { owner } = await put(...Array.from({ length: 12 }, (_, at) => `Le levain numéro ${at}.`))
      await fill(createEmbedder(first, 0).embedder)
      let calls = 0
      const mistyped = createEmbedder('mistyped', 1, () => {
        calls += 1
        return new ProviderError('rejected', { provider: 'test', status: 400 })
      })
      const outcome = await fill(mistyped.embedder, { batch: 4 })
      assert.deepEqual([outcome.kind, outcome.done, outcome.active], ['failed', 0, first])
      assert.deepEqual([outcome.error?.failure, outcome.error?.status], ['rejected', 400])
      assert.equal(calls, 7, 'four texts and their halves')
      assert.deepEqual(new Set(await denseOf(owner, first)), new Set([0.6]))
      // Nor by whoever says that it refused every one of them.
      const all = await missingEmbeddings(database, { model: 'mistyped', limit: 1_000_000 })
      const without = all.map(({ chunkId }) => chunkId)
      const told = await switchEmbeddingModel(database, { model: 'mistyped', without })
      assert.deepEqual([told.active, told.missing], [first, all.length])
    })

    it('that are all there but for a few refused ones, tried again, are no model that refuses everything', async () => {
      const texts = Array.from({ length: 5 }, (_, at) => `Le four numéro ${at}.`)
      await put('Un texte maudit.', ...texts)
      const refuse = (texts: readonly string[]) =>
        texts.some(text => text.includes('maudit'))
          ? new ProviderError('rejected', { provider: 'test' })
          : null
      assert.equal((await fill(createEmbedder(first, 0, refuse).embedder)).kind, 'done')
      const again = await fill(createEmbedder(first, 0, refuse).embedder)
      assert.deepEqual([again.kind, again.done, again.refused.length], ['done', 0, 1])
    })

    it('of chunks that are gone are left out', async () => {
      const { database } = given()
      const { id } = await put('Une tarte.', 'Une quiche.')
      const chunks = await missingEmbeddings(database, { model: first, limit: 100 })
      await deleteDocument(database, { id })
      const embeddings = chunks.map(({ chunkId }) => ({ chunkId, embedding: axis(0) }))
      for (const model of [first, 'later']) {
        assert.equal((await storeEmbeddings(database, { model, embeddings })).stored, embeddings.length - 2)
      }
    })
  })
}
