import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { fakeKeys, startFakeProviders } from '../../testing/fake-providers/start-fake-providers.ts'
import { createHttpPool } from '../http/http-pool.ts'
import { createCohereReranker } from './create-cohere-reranker.ts'
import { readRanking } from './read-ranking.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
after(async () => {
  pool.close()
  await fakes.close()
})
const reranker = createCohereReranker({ pool, apiKey: fakeKeys.cohere, baseUrl: `${fakes.url}/cohere` })

describe('rerank over Cohere’s wire', () => {
  it('gives the best, best first, by their places', async () => {
    const texts = ['La fiscalité', 'La durée d’un réel', 'Un réel et sa durée idéale']
    const ranking = await reranker.rerank({ query: 'durée idéale d’un réel', texts, limit: 2 })
    assert.deepEqual(
      ranking.map(({ index }) => index),
      [2, 1],
    )
    assert.deepEqual(fakes.cohere.received.at(-1)?.body, {
      model: 'rerank-multilingual-v3.0',
      query: 'durée idéale d’un réel',
      documents: texts,
      top_n: 2,
    })
  })

  it('of nothing asks nobody', async () => {
    const before = fakes.cohere.calls
    assert.deepEqual(await reranker.rerank({ query: 'un', texts: [], limit: 3 }), [])
    assert.deepEqual(await reranker.rerank({ query: 'un', texts: ['un'], limit: 0 }), [])
    assert.equal(fakes.cohere.calls, before)
  })

  it('asks for no more results than there are texts', async () => {
    assert.equal((await reranker.rerank({ query: 'un', texts: ['un'], limit: 3 })).length, 1)
  })

  it('keeps relevance between 0 and 1, and sorts by it', () => {
    const results = [
      { index: 1, relevance_score: -0.2 },
      { index: 0, relevance_score: 1.0000001 },
    ]
    assert.deepEqual(readRanking({ results }, 2, 2), {
      ranking: [
        { index: 0, relevance: 1 },
        { index: 1, relevance: 0 },
      ],
    })
  })
})
