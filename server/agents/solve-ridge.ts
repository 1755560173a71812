/**
 * Solves (K + diag(ridge)) A = Y for a symmetric, positive semi-definite K by Cholesky's decomposition, in O(n³/3):
 * the dual of ridge regression (Saunders, Gammerman and Vovk 1998). `targets` are the columns of Y;
 * so are the columns of A returned. K is overwritten.
 */
export function solveRidge(
  kernel: Float64Array[],
  ridge: readonly number[],
  targets: readonly Float64Array[],
): Float64Array[] {
  for (const [row, values] of kernel.entries()) values[row] = at(values, row) + (ridge[row] ?? 0)
  decompose(kernel)
  return targets.map(target => backward(kernel, forward(kernel, target)))
}

/** K = L Lᵀ, L in the lower triangle, in place. */
function decompose(rows: Float64Array[]): void {
  for (const [row, values] of rows.entries()) {
    for (let column = 0; column <= row; column++) {
      const other = rows[column] ?? values
      let rest = at(values, column)
      for (let inner = 0; inner < column; inner++) rest -= at(values, inner) * at(other, inner)
      values[column] = column === row ? Math.sqrt(Math.max(rest, 1e-12)) : rest / at(other, column)
    }
  }
}

function forward(rows: readonly Float64Array[], target: Float64Array): Float64Array {
  const solved = new Float64Array(target.length)
  for (const [row, values] of rows.entries()) {
    let rest = at(target, row)
    for (let column = 0; column < row; column++) rest -= at(values, column) * at(solved, column)
    solved[row] = rest / at(values, row)
  }
  return solved
}

function backward(rows: readonly Float64Array[], target: Float64Array): Float64Array {
  const solved = Float64Array.from(target)
  for (let row = target.length - 1; row >= 0; row--) {
    const values = rows[row] ?? new Float64Array(target.length)
    const value = at(solved, row) / at(values, row)
    solved[row] = value
    for (let column = 0; column < row; column++)
      solved[column] = at(solved, column) - at(values, column) * value
  }
  return solved
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0
}
