import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readLimitReset, readRetryAfter } from './retry-after.ts'

const now = Date.parse('2026-01-01T00:00:00Z')

describe('how long a provider asks to wait', () => {
  for (const [headers, seconds] of [
    [{ 'retry-after': '2' }, 2],
    [{ 'retry-after': '0.5' }, 0.5],
    [{ 'retry-after-ms': '350', 'retry-after': '1' }, 0.35],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30],
    [{ 'retry-after': 'Thu, 01 Jan 2025 00:00:30 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-1' }, 0],
    [{}, undefined],
  ] as const) {
    it(`${JSON.stringify(headers)} is ${seconds} s`, () => {
      assert.equal(readRetryAfter(headers, now), seconds)
    })
  }

  it('is until the limit that is used up is new', () => {
    const at = String(now + 45_000)
    assert.equal(readLimitReset({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': at }, now), 45)
    assert.equal(readLimitReset({ 'X-RateLimit-Remaining': '3', 'X-RateLimit-Reset': at }, now), undefined)
    const reset = (instant: number) =>
      readLimitReset({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(instant) }, now)
    assert.equal(reset(now / 1_000 + 5), 5, 'in seconds')
    assert.equal(reset(now - 1_000), 0, 'just now')
    for (const instant of [0, 60, now * 1_000, now / 1_000 + 1e8]) assert.equal(reset(instant), undefined)
    const openai = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0.5s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '120ms',
    }
    assert.equal(readLimitReset(openai, now), 60.5)
    assert.equal(readLimitReset({ ...openai, 'x-ratelimit-remaining-requests': '1' }, now), 0.12)
  })
})
