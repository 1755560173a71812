import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareBaseline, updateBaseline } from './compare-baseline.ts'
import { errorOf, measured, promise, type SetResult, shareOf } from './figure.ts'

const result = (figures: SetResult['figures'], fingerprint = 'a'): SetResult => ({
  suite: 'routing',
  set: 'x',
  size: '',
  fingerprint,
  figures,
  notes: [],
})
// Noise of 50 rows: 1.645 × √(.05 / 50) = .0520.
const baseline = updateBaseline({}, [
  result([
    shareOf('accuracy', 0.8, 50),
    errorOf('ECE', 0.1, 50),
    measured('ms', 3),
    promise('leaks', 0, 'lower'),
  ]),
])
const kindsOf = (figures: SetResult['figures']) =>
  compareBaseline([result(figures)], baseline).changes.map(({ kind, figure }) => `${figure}: ${kind}`)
const good = {
  accuracy: shareOf('accuracy', 0.8, 50),
  ece: errorOf('ECE', 0.1, 50),
  leaks: promise('leaks', 0, 'lower'),
}

test('what moves within noise is no change, either way', () => {
  for (const value of [0.8, 0.749, 0.851])
    assert.deepEqual(kindsOf([{ ...good.accuracy, value }, good.ece, good.leaks]), [])
})

test('beyond noise it is a drop or a gain, by which way is better', () => {
  assert.deepEqual(kindsOf([{ ...good.accuracy, value: 0.747 }, { ...good.ece, value: 0.047 }, good.leaks]), [
    'accuracy: drop',
    'ECE: gain',
  ])
  assert.deepEqual(kindsOf([good.accuracy, { ...good.ece, value: 0.153 }, good.leaks]), ['ECE: drop'])
})

test('a promise has no noise', () => {
  assert.deepEqual(kindsOf([good.accuracy, good.ece, { ...good.leaks, value: 0.001 }]), ['leaks: drop'])
})

test('a figure that is no longer told is lost', () => {
  assert.deepEqual(kindsOf([good.accuracy, { ...good.ece, value: null }]), ['ECE: lost', 'leaks: lost'])
})

test('times are not kept, and the noise is that of the rows', () => {
  assert.deepEqual(baseline['routing/x']?.figures, {
    accuracy: { value: 0.8, noise: 0.052, better: 'higher' },
    ECE: { value: 0.1, noise: 0.052, better: 'lower' },
    leaks: { value: 0, noise: 0, better: 'lower' },
  })
})

test('other data under the same name is not compared', () => {
  const { unknown, compared } = compareBaseline([result([good.accuracy], 'b')], baseline)
  assert.deepEqual([unknown, compared], [['routing/x'], 0])
})

test('an update keeps the sets that were not scored', () => {
  const other = { ...result([good.accuracy]), set: 'other' }
  assert.deepEqual(Object.keys(updateBaseline(baseline, [other])), ['routing/other', 'routing/x'])
})

test('a set of times alone is neither kept nor missed', () => {
  const times = { ...result([measured('ms', 3)]), set: 'times' }
  assert.deepEqual(updateBaseline({}, [times]), {})
  assert.deepEqual(compareBaseline([times], {}).unknown, [])
})
