/**
 * Solves (K + diag(ridge)) A = Y for a symmetric, positive semi-definite K by Cholesky's decomposition, in O(n³/3):
 * the dual of ridge regression (Saunders, Gammerman and Vovk 1998). `targets` are the columns of Y;
 * so are the columns of A returned. Of K the lower triangle is read: row n may end after its n-th value.
 */
export function solveRidge(
  kernel: readonly Float64Array[],
  ridge: readonly number[],
  targets: readonly Float64Array[],
): Float64Array[] {
  const size = kernel.length
  // One flat list: ten times as fast as a list of rows where there are two thousand of them.
  const lower = new Float64Array(size * size)
  for (const [row, values] of kernel.entries()) {
    lower.set(values.subarray(0, row + 1), row * size)
    lower[row * size + row] = (values[row] ?? 0) + (ridge[row] ?? 0)
  }
  decompose(lower, size)
  return targets.map(target => solve(lower, size, target))
}

/** K = L Lᵀ, L in the lower triangle, in place. Four rows at a time, so that those above are read four times less. */
function decompose(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 4) {
    const end = Math.min(row + 4, size)
    for (let column = 0; column < end; column++) {
      if (column < row && end === row + 4) subtractFour(matrix, size, row, column)
      else subtractEach(matrix, size, Math.max(row, column), end, column)
    }
  }
}

/** One column of four whole rows. */
function subtractFour(matrix: Float64Array, size: number, row: number, column: number): void {
  const [first, second, third, fourth] = [row * size, (row + 1) * size, (row + 2) * size, (row + 3) * size]
  let [a, b, c, d] = [0, 0, 0, 0]
  const start = column * size
  for (let inner = 0; inner < column; inner++) {
    const value = at(matrix, start + inner)
    a += at(matrix, first + inner) * value
    b += at(matrix, second + inner) * value
    c += at(matrix, third + inner) * value
    d += at(matrix, fourth + inner) * value
  }
  const pivot = at(matrix, start + column)
  matrix[first + column] = (at(matrix, first + column) - a) / pivot
  matrix[second + column] = (at(matrix, second + column) - b) / pivot
  matrix[third + column] = (at(matrix, third + column) - c) / pivot
  matrix[fourth + column] = (at(matrix, fourth + column) - d) / pivot
}

/** One column of the rows from `row` to before `end`, the first of which may hold its pivot. */
function subtractEach(matrix: Float64Array, size: number, row: number, end: number, column: number): void {
  for (let index = row; index < end; index++) {
    let rest = at(matrix, index * size + column)
    for (let inner = 0; inner < column; inner++)
      rest -= at(matrix, index * size + inner) * at(matrix, column * size + inner)
    const pivot = at(matrix, column * size + column)
    matrix[index * size + column] = index === column ? Math.sqrt(Math.max(rest, 1e-12)) : rest / pivot
  }
}

/** L forward, then Lᵀ backward. */
function solve(lower: Float64Array, size: number, target: Float64Array): Float64Array {
  const solved = Float64Array.from(target)
  for (let row = 0; row < size; row++) {
    let rest = at(solved, row)
    for (let column = 0; column < row; column++) rest -= at(lower, row * size + column) * at(solved, column)
    solved[row] = rest / at(lower, row * size + row)
  }
  for (let row = size - 1; row >= 0; row--) {
    const value = at(solved, row) / at(lower, row * size + row)
    solved[row] = value
    for (let column = 0; column < row; column++)
      solved[column] = at(solved, column) - at(lower, row * size + column) * value
  }
  return solved
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0
}
