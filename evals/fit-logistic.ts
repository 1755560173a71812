import { solveRidge } from '../server/agents/solve-ridge.ts'

/**
 * Weighted logistic regression by Newton's method (40 steps, from zero): coefficients for rows of features, the first of
 * which is usually 1. Weights are any positive numbers.
 */
export function fitLogistic(
  rows: readonly number[][],
  right: readonly boolean[],
  weights: readonly number[],
): number[] {
  const size = rows[0]?.length ?? 0
  let coefficients = new Array<number>(size).fill(0)
  for (let step = 0; step < 40; step++) {
    const gradient = new Float64Array(size)
    const curvature = Array.from({ length: size }, () => new Float64Array(size))
    for (const [index, row] of rows.entries()) {
      const probability = 1 / (1 + Math.exp(-dot(row, coefficients)))
      const weight = weights[index] ?? 0
      for (const [a, first] of row.entries()) {
        gradient[a] = (gradient[a] ?? 0) + weight * ((right[index] ? 1 : 0) - probability) * first
        const line = curvature[a]
        if (line)
          for (const [b, second] of row.entries())
            line[b] = (line[b] ?? 0) + weight * probability * (1 - probability) * first * second
      }
    }
    const [change] = solveRidge(curvature, new Array<number>(size).fill(1e-6), [gradient])
    coefficients = coefficients.map((value, index) => value + (change?.[index] ?? 0))
  }
  return coefficients
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)
}
