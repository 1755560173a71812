import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createSilenceCounter, type Glance } from './count-silence.ts'

const still: Glance = { beats: 7, elapsed: 1000, waited: 0, debugged: false }

describe('the silence of a loop', () => {
  /** What is counted after glances at one that does not come round, beginning with its last beat. */
  const silence = (...glances: Partial<Glance>[]) => {
    const count = createSilenceCounter(1000)
    count(still)
    return glances.reduce((_, glance) => count({ ...still, ...glance }), 0)
  }
  const times = (count: number, glance: Partial<Glance>) => Array.from({ length: count }, () => glance)

  it('grows by each glance, and ends when it comes round', () => {
    assert.equal(silence(...times(8, {})), 8000)
    assert.equal(silence(...times(8, {}), { beats: 8 }), 0)
    assert.equal(silence(...times(8, {}), { beats: 8 }, { beats: 8 }), 1000)
  })

  it('does not count the time in which it had no processor', () => {
    assert.equal(silence(...times(10, { waited: 900 })), 1000)
    assert.equal(silence(...times(10, { waited: 1400 })), 0)
  })

  it('does not count a glance that comes late: the process was stopped, or the machine', () => {
    assert.equal(silence({ elapsed: 1490 }), 1000)
    assert.equal(silence({ elapsed: 1510 }), 0)
    assert.equal(silence({}, {}, { elapsed: 3_600_000 }, {}), 3000)
  })

  it('is judged by how late glances are where the system does not say who waited', () => {
    assert.equal(silence({ waited: null }), 1000)
    assert.equal(silence({ waited: null, elapsed: 1300 }), 700)
  })

  it('is none while somebody looks at it with a debugger', () => {
    assert.equal(silence(...times(8, {}), { debugged: true }), 0)
  })
})
