import { type FakeAnswer, html, json, stayOpen } from './fake-exchange.ts'

type Variants = Record<string, FakeAnswer>

/** Rows 43 to 45 of failures.md. */
export const failedReranks: Record<number, Variants> = {
  43: {
    'calls a minute': trial('40 API calls / minute'),
    'calls a month': trial('1000 API calls / month'),
  },
  44: {
    '401': json(401, { message: 'invalid api token' }),
    '402': json(402, { message: 'Please add or update your payment method to continue' }),
    '403': html(403),
    '404': json(404, { message: "model 'xyz' not found, make sure the correct model ID was used" }),
    '498': json(498, { id: '1', message: 'invalid token' }),
    '499': json(499, { message: 'request cancelled' }),
    '500': json(500, { message: 'internal server error' }),
    '503': json(503, { message: 'service unavailable' }),
    '504': json(504, { message: 'gateway timeout' }),
  },
  45: {
    'fewer results': ranking(count => count.slice(1)),
    'out of range': ranking(count => [{ index: 999, relevance_score: 1 }, ...count.slice(1)]),
    repeated: ranking(count => [...count.slice(1), ...count.slice(-1)]),
    'no score': ranking(count => count.map(({ index }) => ({ index, relevance_score: null }))),
    hang: ({ response }) => stayOpen(response),
  },
}

function trial(limit: string): FakeAnswer {
  const message = `You are using a Trial key, which is limited to ${limit}. You can continue to use the Trial key for free or upgrade to a Production key with higher rate limits`
  return json(429, { message })
}

type Result = { index: number; relevance_score: number | null }

function ranking(change: (results: Result[]) => Result[]): FakeAnswer {
  return exchange => {
    const { documents, top_n: limit = documents.length } = exchange.body
    const good = Array.from({ length: limit }, (_, index) => ({ index, relevance_score: 1 - index / 100 }))
    return json(200, { id: '1', results: change(good), meta: {} })(exchange)
  }
}
