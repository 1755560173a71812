import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedCalibrationError, reliability } from './calibration.ts'

function predictions(confidence: number, right: number, wrong: number) {
  return [...Array(right).fill(true), ...Array(wrong).fill(false)].map((right: boolean) => ({
    confidence,
    right,
  }))
}

test('a confidence that keeps its word has no error', () => {
  assert.ok(expectedCalibrationError([...predictions(0.75, 75, 25), ...predictions(1, 10, 0)]) < 1e-9)
})

test('the error is the distance, weighted by how many are concerned', () => {
  const error = expectedCalibrationError([...predictions(0.95, 50, 50), ...predictions(0.25, 25, 75)])
  assert.ok(Math.abs(error - 0.225) < 1e-9)
})

test('every prediction is in one band, and 1 in the last', () => {
  const bins = reliability([...predictions(1, 1, 0), ...predictions(0, 0, 1), ...predictions(0.5, 1, 1)], 10)
  assert.deepEqual(
    bins.map(bin => bin.count),
    [1, 0, 0, 0, 0, 2, 0, 0, 0, 1],
  )
  assert.equal(bins[9]?.to, 1)
})
