import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accuracy, macroF1 } from './classification.ts'

test('accuracy is the share of right labels', () => {
  assert.equal(accuracy(['a', 'b', 'b', 'a'], ['a', 'b', 'a', 'a']), 0.75)
  assert.equal(accuracy([], []), 0)
})

test('macro F1 counts a rare class as much as a frequent one', () => {
  assert.equal(macroF1(['a', 'b'], ['a', 'b']), 1)
  // a: 3 hits of 3 expected and 4 given, F1 6/7; b: never given, F1 0.
  assert.equal(macroF1(['a', 'a', 'a', 'b'], ['a', 'a', 'a', 'a']), 6 / 7 / 2)
})
