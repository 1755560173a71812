import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { type CallOutcome, createBreakers, modelBreaker, stepBreaker } from './breaker.ts'

function open(limits = modelBreaker, random = () => 0) {
  const timers = createManualTimers()
  const breakers = createBreakers(timers.now, limits, random)
  const call = (outcome: CallOutcome, key = 'a') => {
    const permit = breakers.permit(key)
    permit?.ended(outcome)
    return permit !== null
  }
  return { timers, breakers, call }
}

describe('the breaker of a provider’s model', () => {
  it('opens with the fifth failure in 30 s, not with the fourth', () => {
    const { call, breakers } = open()
    for (let failure = 0; failure < 4; failure++) call('failed')
    assert.deepEqual(breakers.open(), [])
    assert.ok(call('failed'))
    assert.deepEqual(breakers.open(), ['a'])
    assert.ok(!call('ok'))
    assert.ok(call('ok', 'b'), 'another model is another breaker')
  })

  it('counts five failures within 30 s, and not those before', async () => {
    for (const [wait, opened] of [
      [30_000, true],
      [30_001, false],
    ] as const) {
      const { call, breakers, timers } = open()
      call('failed')
      await timers.advance(wait)
      for (let failure = 0; failure < 4; failure++) call('failed')
      assert.equal(breakers.open().length === 1, opened, `${wait} ms`)
    }
  })

  it('lets one probe through after 30 s and closes when it succeeds', async () => {
    const { call, breakers, timers } = open()
    for (let failure = 0; failure < 5; failure++) call('failed')
    await timers.advance(29_999)
    assert.equal(breakers.permit('a'), null)
    await timers.advance(1)
    const probe = breakers.permit('a')
    assert.ok(probe)
    assert.equal(breakers.permit('a'), null, 'one probe, not two')
    probe.ended('ok')
    assert.ok(breakers.permit('a'))
    assert.ok(breakers.permit('a'))
  })

  it('stays open for 30 s more when the probe fails, and lets another one through when it told nothing', async () => {
    const { call, breakers, timers } = open()
    for (let failure = 0; failure < 5; failure++) call('failed')
    await timers.advance(30_000)
    assert.ok(call('failed'))
    await timers.advance(29_999)
    assert.ok(!call('ok'))
    await timers.advance(1)
    assert.ok(call('none'))
    assert.ok(call('ok'))
    assert.deepEqual(breakers.open(), [])
  })

  it('rests up to a fifth less, so that not all processes probe at once', async () => {
    const { call, timers } = open(modelBreaker, () => 1)
    for (let failure = 0; failure < 5; failure++) call('failed')
    await timers.advance(23_999)
    assert.ok(!call('ok'))
    await timers.advance(1)
    assert.ok(call('ok'))
  })

  it('counts its rest from the beginning of the call that opened it, and of the probe', async () => {
    const { breakers, timers } = open()
    const silent = Array.from({ length: 5 }, () => breakers.permit('a'))
    await timers.advance(8000)
    for (const permit of silent) permit?.ended('failed')
    await timers.advance(21_999)
    assert.equal(breakers.permit('a'), null)
    await timers.advance(1)
    const probe = breakers.permit('a')
    await timers.advance(29_999)
    assert.equal(breakers.permit('a'), null, 'nobody else waits beside the probe')
    await timers.advance(1)
    const second = breakers.permit('a')
    assert.ok(second, 'a probe that hears nothing does not put off the next one')
    second.ended('ok')
    probe?.ended('failed')
    assert.ok(breakers.permit('a'))
    assert.deepEqual(breakers.open(), [])
  })

  it('is not opened again by calls that began before it closed', async () => {
    const { breakers, timers } = open()
    const late = Array.from({ length: 10 }, () => breakers.permit('a'))
    for (const permit of late.splice(0, 5)) permit?.ended('failed')
    await timers.advance(30_000)
    breakers.permit('a')?.ended('ok')
    for (const permit of late) permit?.ended('failed')
    assert.ok(breakers.permit('a') && breakers.permit('a'), 'it is closed: two may go at once')
  })

  it('is not moved by calls that began before it opened', async () => {
    const { call, breakers, timers } = open()
    const [late, later] = [breakers.permit('a'), breakers.permit('a')]
    for (let failure = 0; failure < 5; failure++) call('failed')
    await timers.advance(20_000)
    late?.ended('failed')
    later?.ended('ok')
    await timers.advance(10_000)
    assert.ok(call('ok'))
  })

  it('does not open for a provider that fails three calls in ten', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 400, maxLength: 400 }), rolls => {
        const { call, breakers } = open()
        for (let index = 0; index < 12; index++) call('ok')
        for (const roll of rolls) call(roll < 3 ? 'failed' : 'ok')
        assert.deepEqual(breakers.open(), [])
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  it('waits for the calls that began no later, and are still under way, while they are more than half', () => {
    for (const [answering, opened] of [
      [5, true],
      [6, false],
    ] as const) {
      const { breakers } = open()
      for (let call = 0; call < answering; call++) breakers.permit('a')
      const failing = Array.from({ length: 5 }, () => breakers.permit('a'))
      for (const permit of failing) permit?.ended('failed')
      assert.equal(breakers.open().length === 1, opened, `${answering} under way`)
    }
  })

  it('waits neither for calls that began later, nor for those of more than 30 s ago', async () => {
    const { breakers, timers } = open()
    for (let call = 0; call < 10; call++) breakers.permit('a')
    await timers.advance(30_001)
    const failing = Array.from({ length: 5 }, () => breakers.permit('a'))
    await timers.advance(1)
    for (let call = 0; call < 10; call++) breakers.permit('a')
    for (const permit of failing) permit?.ended('failed')
    assert.deepEqual(breakers.open(), ['a'])
  })

  it('opens at once for what will not pass by itself, where that is asked for', () => {
    const { call, breakers } = open(stepBreaker)
    call('failed_for_now')
    assert.deepEqual(breakers.open(), ['a'])
  })

  it('rests for as long as a provider says that nothing will change, also when a probe hears it', async () => {
    const { timers, breakers, call } = open()
    const refuse = () => breakers.permit('a')?.ended('failed_for_now', 3_600_000)
    refuse()
    await timers.advance(3_599_999)
    assert.deepEqual([breakers.open(), call('ok')], [['a'], false])
    await timers.advance(1)
    refuse()
    await timers.advance(3_599_999)
    assert.ok(!call('ok'))
    await timers.advance(1)
    assert.ok(call('ok'))
    assert.deepEqual(breakers.open(), [])
  })

  it('never lets two calls through while it is open, whatever happens', async () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom<CallOutcome>('ok', 'failed', 'none'), fc.nat(20_000), fc.boolean()),
    )
    await fc.assert(
      fc.asyncProperty(steps, async moves => {
        const { breakers, timers } = open()
        const waiting = []
        for (const [outcome, wait, finish] of moves) {
          await timers.advance(wait)
          const before = breakers.open().length === 1
          const permit = breakers.permit('a')
          if (before) assert.equal(permit, null)
          if (permit && breakers.open().length === 1) assert.equal(breakers.permit('a'), null)
          if (permit) waiting.push({ permit, outcome })
          if (finish) for (const { permit, outcome } of waiting.splice(0)) permit.ended(outcome)
        }
      }),
      { numRuns: 30 },
    )
  })
})
