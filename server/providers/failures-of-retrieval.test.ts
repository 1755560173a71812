import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { ProviderError, type ProviderFailure } from '../ports/provider-error.ts'
import { failureAnswer, failures } from '../testing/fake-providers/failures.ts'
import { fakeEmbedding } from '../testing/fake-providers/fake-embedding.ts'
import { fakeKeys, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { createCohereReranker } from './cohere/create-cohere-reranker.ts'
import { createHttpPool } from './http/http-pool.ts'
import { createOpenAiEmbedder } from './openai/create-openai-embedder.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
const embedder = createOpenAiEmbedder({ pool, apiKey: fakeKeys.openai, baseUrl: `${fakes.url}/openai/v1` })
const reranker = createCohereReranker({ pool, apiKey: fakeKeys.cohere, baseUrl: `${fakes.url}/cohere` })
after(async () => {
  pool.close()
  await fakes.close()
})

interface Outcome {
  failure?: ProviderFailure
  retryable?: boolean
  wait?: number
}
const good: Outcome = {}
const malformed: Outcome = { failure: 'malformed', retryable: false }
const quota: Outcome = { failure: 'quota_exhausted', retryable: false }
const limited: Outcome = { failure: 'rate_limited', retryable: true }
const overloaded: Outcome = { failure: 'overloaded', retryable: true }

const ofEmbeddings: Record<number, Record<string, Outcome>> = {
  39: { 'insufficient quota': quota, 'no credits': quota, 'spend limit': quota },
  40: {
    'requests a minute': { ...limited, wait: 90 },
    'retry-after-ms': { ...limited, wait: 0.35 },
    'slow down': { ...limited, wait: 2 },
    overloaded,
    'should not retry': { ...overloaded, retryable: false },
  },
  41: { 'too long': { failure: 'too_long', retryable: false } },
  42: {
    'too many numbers': malformed,
    'fewer vectors': malformed,
    shuffled: good,
    'shuffled base64': good,
    'not a number': malformed,
    null: malformed,
    'all zeros': malformed,
    'beyond 32 bits': malformed,
    'too long to be compared': malformed,
    'too short to be compared': malformed,
    'an index twice': malformed,
  },
}

const ofRerank: Record<number, Record<string, Outcome>> = {
  43: { 'calls a minute': limited, 'calls a month': quota },
  44: {
    '401': { failure: 'unauthorized', retryable: false },
    '402': quota,
    '403': { failure: 'unauthorized', retryable: false },
    '404': { failure: 'model_unavailable', retryable: false },
    '498': { failure: 'refused', retryable: false },
    '499': overloaded,
    '500': overloaded,
    '503': overloaded,
    '504': overloaded,
  },
  45: {
    'fewer results': malformed,
    'out of range': malformed,
    repeated: malformed,
    'no score': malformed,
    hang: { failure: 'timeout', retryable: true },
  },
}

/** What a call came to: its error as an Outcome, `{}` when it succeeded. */
async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    await call
    return {}
  } catch (error) {
    assert.ok(error instanceof ProviderError)
    const { failure, retryable, retryAfter } = error
    return { failure, retryable, ...(retryAfter !== undefined && { wait: retryAfter }) }
  }
}

const texts = ['un réel', 'une séquence email', 'un carrousel']

describe('what failures.md says of embeddings becomes', () => {
  for (const [row, variants] of Object.entries(ofEmbeddings)) {
    for (const [variant, expected] of Object.entries(variants)) {
      it(`row ${row}, ${variant}: ${expected.failure ?? 'vectors'}`, async () => {
        fakes.openai.answerNext(failureAnswer(Number(row), variant))
        assert.deepEqual(await outcomeOf(embedder.embed(texts)), expected)
      })
    }
  }

  it('row 42, in another order: each text has its own vector', async () => {
    for (const variant of ['shuffled', 'shuffled base64']) {
      fakes.openai.answerNext(failureAnswer(42, variant))
      const { vectors } = await embedder.embed(texts)
      assert.deepEqual(
        vectors,
        texts.map(text => fakeEmbedding(text, 1536)),
      )
    }
  })
})

describe('what failures.md says of rerank becomes', () => {
  for (const [row, variants] of Object.entries(ofRerank)) {
    for (const [variant, expected] of Object.entries(variants)) {
      it(`row ${row}, ${variant}: ${expected.failure}`, async () => {
        fakes.cohere.answerNext(failureAnswer(Number(row), variant))
        const deadline = variant === 'hang' ? 150 : 10_000
        const started = performance.now()
        const call = reranker.rerank({ query: 'un réel', texts, limit: 2, deadline })
        assert.deepEqual(await outcomeOf(call), expected)
        assert.ok(performance.now() - started < 4_000)
      })
    }
  }
})

it('no row of failures.md on embeddings or rerank is left out', () => {
  const names = (rows: object) => Object.entries(rows).map(([row, variants]) => [row, Object.keys(variants)])
  const acted = Object.fromEntries(Object.entries(failures).filter(([row]) => Number(row) >= 39))
  assert.deepEqual(names(acted), names({ ...ofEmbeddings, ...ofRerank }))
})
