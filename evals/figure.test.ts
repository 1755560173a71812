import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noiseOf } from './figure.ts'

test('noise is the 95 % bound of one row in twenty changing sides', () => {
  // 1.645 × √(.05 / 80) = .041125
  assert.ok(Math.abs(noiseOf(80) - 0.041125) < 1e-9)
  assert.equal(noiseOf(0), 1)
})
