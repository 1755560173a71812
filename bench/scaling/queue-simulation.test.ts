import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { simulateQueues } from './queue-simulation.ts'

const simulate = (turnsPerSecond: number, cores: number) =>
  simulateQueues({
    turnsPerSecond,
    cores: { primary: cores },
    turn: [{ at: 'primary', milliseconds: 10, after: 0 }],
    turns: 200_000,
    seed: 7,
  })

describe('the queue simulation', () => {
  it('loads the cores by the law of utilisation: arrivals times work, shared out', () => {
    assert.ok(Math.abs((simulate(50, 1).load.primary ?? 0) - 0.5) < 0.01)
    assert.ok(Math.abs((simulate(200, 4).load.primary ?? 0) - 0.5) < 0.01)
  })

  it('waits as long as Pollaczek and Khinchine say of one server', () => {
    // Mean wait = rate × E[S²] / 2(1 − load) with E[S²] = 100 ms² × e^0.25; a turn takes 10 ms more.
    const { load, p50, p95 } = simulate(80, 1)
    const waits = (0.08 * 100 * Math.exp(0.25)) / (2 * (1 - (load.primary ?? 0)))
    assert.ok(p50 > 10 && p50 < 10 + waits, `${p50} against a mean of ${10 + waits}`)
    assert.ok(p95 > 10 + waits && p95 < 10 + 5 * waits, `${p95}`)
  })

  it('hardly waits where cores are plenty', () => {
    assert.ok(simulate(80, 16).p95 < 25)
  })

  it('falls behind when more comes than can be done', () => {
    const { load, p95 } = simulate(200, 1)
    assert.ok((load.primary ?? 0) > 1.5 && p95 > 10_000)
  })

  it('gives the same figures for the same seed', () => {
    assert.deepEqual(simulate(50, 2), simulate(50, 2))
  })
})
