/** Six numbers: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number]

/** The matrix that does what `inner` does, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** Edges in points, `top` above `bottom`. */
export interface Box {
  left: number
  bottom: number
  right: number
  top: number
}

/** What a box becomes, turned or leaning, between edges along the axes. */
export function placeBox(matrix: Matrix, { left, bottom, right, top }: Box): Box {
  const [a, b, c, d, e, f] = matrix
  const xs = [a * left + c * bottom, a * right + c * bottom, a * left + c * top, a * right + c * top]
  const ys = [b * left + d * bottom, b * right + d * bottom, b * left + d * top, b * right + d * top]
  return {
    left: Math.min(...xs) + e,
    right: Math.max(...xs) + e,
    bottom: Math.min(...ys) + f,
    top: Math.max(...ys) + f,
  }
}

/** What two boxes share; its edges are the wrong way round when that is nothing. */
export function intersect(one: Box, other: Box): Box {
  return {
    left: Math.max(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.min(one.right, other.right),
    top: Math.min(one.top, other.top),
  }
}

export function isEmptyBox({ left, bottom, right, top }: Box): boolean {
  return left >= right || bottom >= top
}

/** Does the point lie in the box? */
export function holdsPoint({ left, bottom, right, top }: Box, x: number, y: number): boolean {
  return x >= left && x <= right && y >= bottom && y <= top
}
