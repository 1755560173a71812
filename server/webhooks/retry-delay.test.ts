import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { retryDelay } from './retry-delay.ts'

const delays = (random: number) => Array.from({ length: 11 }, (_, index) => retryDelay(index + 1, { random }))

describe('the schedule', () => {
  it('has ten attempts, further and further apart, a tenth more or less', () => {
    assert.deepEqual(delays(0.5), [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, null, null])
    assert.deepEqual(delays(0).slice(0, 3), [5, 270, 1620])
    assert.deepEqual(delays(0.75).slice(0, 3), [6, 315, 1890])
  })

  it('waits for as long as it is asked to, a day at most', () => {
    const after = (retryAfterSeconds: number) => retryDelay(1, { random: 0.5, retryAfterSeconds })
    assert.deepEqual([4, 5, 6, 86_400, 86_401, 1e12].map(after), [5, 5, 6, 86_400, 86_400, 86_400])
    assert.equal(retryDelay(10, { random: 0.5, retryAfterSeconds: 10 }), null)
  })
})
