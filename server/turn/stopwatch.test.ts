import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createStopwatch } from './stopwatch.ts'

describe('createStopwatch', () => {
  it('notes each step, also the one that throws, and the whole', async () => {
    let now = 1000
    const stopwatch = createStopwatch(() => now)
    const result = await stopwatch.time('admit', () => {
      now += 2.34
      return 'admitted'
    })
    const failing = stopwatch.time('search', () => {
      now += 10
      throw new Error('away')
    })
    await assert.rejects(failing, /away/)
    assert.equal(result, 'admitted')
    assert.deepEqual(stopwatch.steps(), { admit: 2.3, search: 10 })
    assert.equal(stopwatch.total(), 12)
  })
})
