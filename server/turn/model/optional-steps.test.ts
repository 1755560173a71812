import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Passage } from '../../operations/search-knowledge.ts'
import type { Embedder } from '../../ports/embedder.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import type { Reranker } from '../../ports/reranker.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { createBreakers, stepBreaker } from './breaker.ts'
import { createVectorCache, embedQuestion } from './embed-question.ts'
import { createModelLog } from './model-log.ts'
import { rerank } from './rerank.ts'

function passage(id: string, dense: number | null = null): Passage {
  return {
    chunkId: id,
    documentId: id,
    owner: 'shared',
    filename: `${id}.md`,
    title: id,
    section: null,
    page: null,
    url: null,
    content: `texte ${id}`,
    position: 0,
    tags: [],
    score: 1,
    lexical: 1,
    dense,
    words: null,
    grams: null,
    priority: 0,
  }
}

const passages = ['a', 'b', 'c', 'd', 'e'].map(id => passage(id))
const failing = (failure: ConstructorParameters<typeof ProviderError>[0]) => () =>
  Promise.reject(new ProviderError(failure, { provider: 'test' }))
const never = () => new Promise<never>(() => {})

describe('reranking', () => {
  function open(reply: Reranker['rerank'] | undefined) {
    const timers = createManualTimers()
    const breakers = createBreakers(timers.now, stepBreaker, () => 0)
    const requests: Parameters<Reranker['rerank']>[0][] = []
    const reranker: Reranker | undefined = reply && {
      rerank: request => {
        requests.push(request)
        return reply(request)
      },
    }
    return {
      timers,
      requests,
      async order(changes: { threshold?: number; passages?: Passage[] } = {}) {
        const log = createModelLog()
        const input = { query: 'question', passages, limit: 3, threshold: 0, ...changes }
        const kept = await timers.run(rerank({ reranker, breakers, timers }, input, log))
        return { ids: kept.map(({ chunkId }) => chunkId).join(''), troubles: log.troubles }
      },
    }
  }

  it('keeps the best three in the reranker’s order, and reads title and text', async () => {
    const { order, requests } = open(async () => [
      { index: 4, relevance: 0.9 },
      { index: 0, relevance: 0.5 },
      { index: 2, relevance: 0.1 },
    ])
    assert.deepEqual(await order(), { ids: 'eac', troubles: [] })
    assert.deepEqual([requests[0]?.texts[1], requests[0]?.limit], ['b\ntexte b', 3])
  })

  it('fills up what it leaves out, and passes over what points nowhere or twice', async () => {
    const { order } = open(async () => [
      { index: 4, relevance: 0.9 },
      { index: 9, relevance: 0.8 },
      { index: 4, relevance: 0.7 },
    ])
    assert.equal((await order()).ids, 'eab')
  })

  it('keeps the search’s order without one', async () => {
    assert.deepEqual(await open(undefined).order(), { ids: 'abc', troubles: [] })
  })

  it('keeps the search’s order when it takes 1.5 s, and waits no longer', async () => {
    const { order, timers } = open(never)
    const { ids, troubles } = await order()
    assert.deepEqual([ids, timers.now()], ['abc', 1500])
    assert.deepEqual(
      troubles.map(({ reason, next }) => [reason, next]),
      [['timeout', 'fused_order']],
    )
  })

  it('asks a limited or unpaid one once in 30 s, a failing one twice', async () => {
    for (const [failure, asked] of [
      ['rate_limited', 1],
      ['unauthorized', 1],
      ['overloaded', 2],
    ] as const) {
      const { order, requests, timers } = open(failing(failure))
      for (let turn = 0; turn < 5; turn++) assert.equal((await order()).ids, 'abc')
      assert.equal(requests.length, asked, failure)
      await timers.advance(30_000)
      await order()
      assert.equal(requests.length, asked + 1, failure)
    }
  })

  it('leaves out what is less similar than the threshold, never what has no similarity, never everything', async () => {
    const { order } = open(undefined)
    const mixed = [passage('a', 0.29), passage('b', 0.3), passage('c'), passage('d', 0.1)]
    assert.equal((await order({ passages: mixed, threshold: 0.3 })).ids, 'bc')
    assert.equal((await order({ passages: mixed, threshold: 0 })).ids, 'abc')
    const far = [passage('a', 0.5), passage('b', 0.4)]
    assert.equal((await order({ passages: far, threshold: 0.7 })).ids, 'ab')
  })
})

describe('embedding a question', () => {
  function open(reply: Embedder['embed']) {
    const timers = createManualTimers()
    const breakers = createBreakers(timers.now, stepBreaker, () => 0)
    const cache = createVectorCache(2)
    const asked: string[] = []
    const embedder: Embedder = {
      model: 'tiny',
      dimensions: 2,
      embed: (texts, options) => {
        asked.push(...texts)
        return reply(texts, options)
      },
    }
    return {
      timers,
      asked,
      async embed(text: string, signal?: AbortSignal) {
        const log = createModelLog()
        const vector = await timers.run(
          embedQuestion({ embedder, cache, breakers, timers }, text, log, signal),
        )
        return { vector, log }
      },
    }
  }
  const good = async (texts: readonly string[]) => ({
    vectors: texts.map(({ length }) => [length, 1]),
    tokens: 3,
    cost: 0.1,
  })

  it('gives its vector and notes what it cost', async () => {
    const { vector, log } = await open(good).embed('abc')
    assert.deepEqual(vector, [3, 1])
    assert.deepEqual(
      log.calls.map(({ step, promptTokens, cost }) => [step, promptTokens, cost]),
      [['embed', 3, 0.1]],
    )
  })

  it('remembers the questions asked last', async () => {
    const { embed, asked } = open(good)
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) await embed(text)
    assert.deepEqual(asked, ['a', 'b', 'c', 'b'])
  })

  it('gives none after two seconds, and says that the search is by words', async () => {
    const { embed, timers } = open(never)
    const { vector, log } = await embed('abc')
    assert.deepEqual([vector, timers.now()], [undefined, 2000])
    assert.deepEqual(
      log.troubles.map(({ reason, next }) => [reason, next]),
      [['timeout', 'lexical']],
    )
  })

  it('asks one that has no credit once in 30 s', async () => {
    const { embed, asked } = open(failing('quota_exhausted'))
    for (let turn = 0; turn < 3; turn++) assert.equal((await embed('abc')).vector, undefined)
    assert.equal(asked.length, 1)
  })

  it('ends silently when nobody needs it any more', async () => {
    const abort = new AbortController()
    const { embed } = open(async (_, options) => {
      abort.abort()
      options?.signal?.throwIfAborted()
      return { vectors: [], tokens: 0, cost: null }
    })
    const { vector, log } = await embed('abc', abort.signal)
    assert.deepEqual([vector, log.troubles, log.calls], [undefined, [], []])
  })
})
