import { encode, tooLong } from './answer-embeddings.ts'
import { fakeEmbedding } from './fake-embedding.ts'
import { type FakeAnswer, json } from './fake-exchange.ts'

type Variants = Record<string, FakeAnswer>

/** Rows 39 to 42 of failures.md. */
export const failedEmbeddings: Record<number, Variants> = {
  39: {
    'insufficient quota': json(429, {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    }),
    'no credits': quota('credit_balance_exhausted'),
    'spend limit': quota('project_spend_limit_exceeded'),
  },
  40: {
    'requests a minute': json(429, limit('rate_limit_exceeded', 'requests'), {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-remaining-tokens': '100000',
      'x-ratelimit-reset-requests': '1m30s',
      'x-ratelimit-reset-tokens': '6ms',
    }),
    'retry-after-ms': json(429, limit('rate_limit_exceeded', 'tokens'), { 'retry-after-ms': '350' }),
    'slow down': json(429, limit('slow_down', 'requests'), { 'retry-after': '2' }),
    overloaded: json(503, limit('server_is_overloaded', 'server_error')),
    'should not retry': json(503, limit('server_is_overloaded', 'server_error'), {
      'x-should-retry': 'false',
    }),
  },
  41: { 'too long': tooLong(8_610) },
  42: {
    'too many numbers': vectors(inputs => inputs.map(input => fakeEmbedding(input, 3_072))),
    'fewer vectors': vectors(inputs => inputs.slice(1).map(input => fakeEmbedding(input, 1_536))),
    shuffled: shuffled('float'),
    'shuffled base64': shuffled('base64'),
    'not a number': vectors(
      inputs => inputs.map(input => [Number.NaN, ...fakeEmbedding(input, 1_535)]),
      'base64',
    ),
    null: vectors(inputs => inputs.map(input => [null, ...fakeEmbedding(input, 1_535)])),
    'all zeros': vectors(inputs => inputs.map(() => new Array(1_536).fill(0))),
    'beyond 32 bits': vectors(inputs => inputs.map(() => [1e39, ...new Array(1_535).fill(0)])),
    'too long to be compared': vectors(inputs => inputs.map(() => new Array(1_536).fill(1e30))),
    'too short to be compared': vectors(inputs => inputs.map(() => [1e-30, ...new Array(1_535).fill(0)])),
    'an index twice': reply(inputs =>
      inputs.map(input => ({ index: 0, embedding: fakeEmbedding(input, 1_536) })),
    ),
  },
}

function quota(code: string): FakeAnswer {
  return json(429, { error: { message: 'No more credits.', type: 'insufficient_quota', param: null, code } })
}

function limit(code: string, type: string) {
  return { error: { message: 'Please slow down.', type, param: null, code } }
}

function reply(toData: (inputs: string[]) => object[]): FakeAnswer {
  return exchange => {
    const { input, model } = exchange.body
    const data = toData(Array.isArray(input) ? input : [input])
    const usage = { prompt_tokens: 1, total_tokens: 1 }
    return json(200, { object: 'list', data, model, usage })(exchange)
  }
}

function vectors(toVectors: (inputs: string[]) => (number | null)[][], format?: 'base64'): FakeAnswer {
  return reply(inputs =>
    toVectors(inputs).map((vector, index) => ({
      index,
      embedding: format ? encode(vector as number[], format) : vector,
    })),
  )
}

function shuffled(format: 'float' | 'base64'): FakeAnswer {
  return reply(inputs =>
    inputs
      .map((input, index) => ({ index, embedding: encode(fakeEmbedding(input, 1_536), format) }))
      .reverse(),
  )
}
