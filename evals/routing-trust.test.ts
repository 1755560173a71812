import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveOneSetOut } from './routing-trust.ts'
import type { Prediction } from './scorers/calibration.ts'

/** 100 predictions at each confidence, as often right as `shareRight` says. */
function set(shareRight: (confidence: number) => number): Prediction[] {
  return [0.2, 0.4, 0.6, 0.8].flatMap(confidence =>
    Array.from({ length: 100 }, (_, place) => ({ confidence, right: place < 100 * shareRight(confidence) })),
  )
}

test('a set that is right as often as the others has little error under their fit, another one much', () => {
  const honest = set(confidence => confidence)
  const [alike = 1, , odd = 0] = leaveOneSetOut([honest, honest, set(() => 0.1)])
  assert.ok(alike < odd - 0.1, `${alike} ${odd}`)
  const [same = 1] = leaveOneSetOut([honest, honest])
  assert.ok(same < 0.01, String(same))
})
