import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { retryWhileAway } from './while-away.ts'

/** A clock that goes on only while somebody waits. */
function createClock() {
  let now = 0
  return {
    clock: () => now,
    wait: async (milliseconds: number) => {
      now += milliseconds
    },
  }
}

describe('retryWhileAway', () => {
  it('goes on until the database is back', async () => {
    const time = createClock()
    const back = () => {
      if (time.clock() < 30_000) throw new AppError('database_unavailable')
      return 'stored'
    }
    assert.equal(await retryWhileAway(time, async () => back()), 'stored')
    assert.ok(time.clock() <= 31_000)
  })

  it('gives up after 40 s, having asked once a second or so and no more', async () => {
    const time = createClock()
    let calls = 0
    const away = async () => {
      calls++
      throw new AppError('database_unavailable')
    }
    await assert.rejects(retryWhileAway(time, away), { code: 'database_unavailable' })
    assert.ok(time.clock() >= 39_000 && time.clock() <= 40_000)
    assert.ok(calls < 50, `${calls} calls`)
  })

  it('repeats nothing that failed for another reason', async () => {
    let calls = 0
    const broken = async () => {
      calls++
      throw new Error('no such turn')
    }
    await assert.rejects(retryWhileAway(createClock(), broken), /no such turn/)
    assert.equal(calls, 1)
  })
})
