import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import { watchPulse } from './pulse.ts'

describe('the pulse of a worker', () => {
  it('is lost, once, when nothing was answered for half a minute, and not before', async t => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    let silent = 0
    watchPulse(
      () => Promise.reject(new Error('no answer')),
      () => silent++,
    )
    t.mock.timers.tick(30_000)
    assert.equal(silent, 0)
    t.mock.timers.tick(5000)
    assert.equal(silent, 1)
    t.mock.timers.tick(100_000)
    assert.equal(silent, 1)
  })

  it('is there again with one answer, however late', async t => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const first = Promise.withResolvers<void>()
    const answers = [first.promise]
    let silent = 0
    watchPulse(
      () => answers.shift() ?? Promise.reject(new Error('no answer')),
      () => silent++,
    )
    t.mock.timers.tick(30_000)
    first.resolve()
    await settled()
    t.mock.timers.tick(30_000)
    assert.equal(silent, 0)
    t.mock.timers.tick(5000)
    assert.equal(silent, 1)
  })

  it('is asked for no more once that is ended', t => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    let asked = 0
    const stop = watchPulse(
      async () => asked++,
      () => assert.fail('it answered'),
    )
    t.mock.timers.tick(10_000)
    stop()
    t.mock.timers.tick(10_000)
    assert.equal(asked, 2)
  })
})
