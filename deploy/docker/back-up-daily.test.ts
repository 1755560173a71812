import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findBackups, untilNext, untilRetry } from './back-up-daily.ts'

const hour = 3_600_000
/** In the machine's own time zone, as the job counts. */
const at = (day: number, hours: number, minutes = 0) => new Date(2026, 4, day, hours, minutes)

describe('the daily backup', () => {
  it('comes at once when there is none, or none of the last 24 hours', () => {
    assert.equal(untilNext(at(2, 12), undefined, 3), 0)
    assert.equal(untilNext(at(2, 12), at(1, 12), 3), 0)
  })

  it('else waits for its hour, today or tomorrow', () => {
    assert.equal(untilNext(at(2, 12), at(1, 12, 1), 3), 15 * hour)
    assert.equal(untilNext(at(2, 1), at(1, 3), 3), 2 * hour)
    assert.equal(untilNext(at(2, 3), at(2, 3), 3), 24 * hour)
  })

  it('is tried again soon after a failure, then later and later, every hour at last', () => {
    assert.deepEqual([1, 2, 3, 9, 10, 500].map(untilRetry), [10_000, 20_000, 40_000, 2_560_000, hour, hour])
  })

  it('counts its own files only, oldest first', () => {
    const [old, recent] = [
      'chatbot-v2-2026-05-01T03-00-00.jsonl.gz',
      'chatbot-v2-2026-05-02T03-00-00.jsonl.gz',
    ]
    const names = [
      recent,
      'avant-migration.jsonl.gz',
      old,
      `${recent}.159.part`,
      'chatbot-v2-important.jsonl.gz',
    ]
    assert.deepEqual(findBackups(names), [old, recent])
  })
})
