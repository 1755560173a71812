import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { solveRidge } from './solve-ridge.ts'

test('what is solved, multiplied again, gives the targets, whatever the size', () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true })
  const rows = fc
    .integer({ min: 1, max: 14 })
    .chain(size =>
      fc.array(fc.array(value, { minLength: 4, maxLength: 4 }), { minLength: size, maxLength: size }),
    )
  fc.assert(
    fc.property(rows, points => {
      // The Gram matrix of some points is positive semi-definite.
      const full = points.map(one =>
        points.map(other => one.reduce((sum, each, at) => sum + each * (other[at] ?? 0), 0)),
      )
      const kernel = full.map((row, index) => Float64Array.from(row.slice(0, index + 1)))
      const target = Float64Array.from(points, (_, index) => index - 1)
      const [solved] = solveRidge(
        kernel,
        points.map(() => 0.5),
        [target],
      )
      for (const [index, row] of full.entries()) {
        const back =
          row.reduce((sum, each, at) => sum + each * (solved?.[at] ?? 0), 0) + 0.5 * (solved?.[index] ?? 0)
        assert.ok(Math.abs(back - (target[index] ?? 0)) < 1e-6)
      }
    }),
  )
})
