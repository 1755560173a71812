import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toCompletionError } from './completion-error.ts'

function read(status: number, body: unknown) {
  const {
    failure,
    status: told,
    retryable,
  } = toCompletionError({ status, headers: {}, body }, { provider: 'p' }, 0)
  return [failure, told, retryable]
}

describe('an error of a provider', () => {
  it('that counts its errors by numbers of its own keeps the status it came with', () => {
    // What api.mistral.ai answers to a model that it does not have.
    const mistral = {
      object: 'error',
      message: 'Invalid model: mistral-larg',
      type: 'invalid_model',
      param: null,
      code: '1500',
      raw_status_code: 400,
    }
    assert.deepEqual(read(400, mistral), ['model_unavailable', 400, false])
    const { type: _type, ...nameless } = mistral
    assert.deepEqual(read(400, nameless), ['rejected', 400, false])
    for (const code of [1, 200, 399, 600, 3051])
      assert.deepEqual(read(422, { error: { code } }), ['rejected', 422, false])
  })

  it('whose number is an HTTP status is that, also as text and under another status', () => {
    assert.deepEqual(read(200, { error: { code: 429 } }), ['rate_limited', 429, true])
    assert.deepEqual(read(200, { error: { code: '503' } }), ['overloaded', 503, true])
    assert.deepEqual(read(400, { error: { http_status: 401 } }), ['unauthorized', 401, false])
  })

  it('that says that there are no more free calls today says until when, or is asked again in an hour', () => {
    const now = Date.UTC(2026, 10, 23, 22)
    const restOf = (message: string, headers?: object) => {
      const body = { error: { code: 429, message, metadata: { headers } } }
      return toCompletionError({ status: 429, headers: {}, body }, { provider: 'p' }, now).retryAfter
    }
    const today = 'Rate limit exceeded: free-models-per-day.'
    const reset = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 7_200_000) }
    assert.deepEqual([restOf(today, reset), restOf(today)], [7200, 3600])
    assert.deepEqual([restOf('Slow down', reset), restOf('Slow down')], [7200, undefined])
  })
})
