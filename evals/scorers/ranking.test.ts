import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { areaUnderCurve, letInAt, mean, percentile, scoreRanking } from './ranking.ts'

test('the right passage first is a perfect ranking', () => {
  assert.deepEqual(scoreRanking(['a', 'b'], ['a']), { recallAt5: 1, reciprocalRank: 1, ndcgAt10: 1 })
})

test('a right passage in third place counts a third, and half of the gain', () => {
  assert.deepEqual(scoreRanking(['x', 'y', 'a'], ['a']), {
    recallAt5: 1,
    reciprocalRank: 1 / 3,
    ndcgAt10: 0.5,
  })
})

test('the sixth place is too late for recall, the eleventh for everything', () => {
  const others = ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']
  assert.equal(scoreRanking([...others.slice(0, 5), 'a'], ['a']).recallAt5, 0)
  assert.equal(scoreRanking([...others.slice(0, 5), 'a'], ['a']).reciprocalRank, 1 / 6)
  assert.deepEqual(scoreRanking([...others, 'a'], ['a']), { recallAt5: 0, reciprocalRank: 0, ndcgAt10: 0 })
})

test('every measure stays between 0 and 1', () => {
  const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'))
  fc.assert(
    fc.property(
      ids,
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'z'), { minLength: 1 }),
      (ranked, gold) => {
        for (const value of Object.values(scoreRanking(ranked, gold)))
          assert.ok(value >= 0 && value <= 1 + 1e-12)
      },
    ),
  )
})

test('the area under the curve is 1 when every positive is above, 0.5 when nothing tells them apart', () => {
  assert.equal(areaUnderCurve([3, 4], [1, 2]), 1)
  assert.equal(areaUnderCurve([1, 1], [1]), 0.5)
  assert.equal(areaUnderCurve([1, 3], [2]), 0.5)
})

test('means and percentiles are of the values given', () => {
  assert.equal(mean([1, 2, 6]), 3)
  assert.equal(percentile([5, 1, 4, 2, 3], 0.5), 3)
  assert.equal(percentile([5, 1, 4, 2, 3], 0.95), 5)
})

test('the threshold that keeps nineteen of twenty lets in what stands at or above it', () => {
  const positives = Array.from({ length: 20 }, (_, index) => index)
  assert.equal(letInAt(0.95, positives, [0, 0.5, 1, 2]), 0.5)
})

test('what is let in is counted at the score that keeps the wanted share', () => {
  const inside = Array.from({ length: 100 }, (_, index) => index / 100)
  assert.equal(letInAt(0.95, inside, [0.01, 0.04, 0.06, 0.5]), 0.5)
})
