import { type Cell, looksLikeNames } from './table-rows.ts'

/** What the cells of a column cover, in points. */
export interface PdfColumn {
  x: number
  right: number
}

/** A table as it was read, for what may go on with it at the top of the next page. */
export interface PdfTable {
  page: number
  group: number
  columns: readonly PdfColumn[]
  /** Empty: it has none. */
  names: readonly Cell[]
  /** Below its names, on its last page. */
  rows: readonly (readonly Cell[])[]
}

/** Do columns stand where some of a table's stand: each under one of its own, on the same edge or the same middle? */
export function standsOn(columns: readonly PdfColumn[], table: PdfTable, size: number): boolean {
  const edges = ({ x, right }: PdfColumn) => [x, right, (x + right) / 2]
  const isSame = (one: PdfColumn, other: PdfColumn) =>
    one.x < other.right &&
    other.x < one.right &&
    edges(one).some((edge, index) => Math.abs(edge - (edges(other)[index] ?? 0)) < size * 0.6)
  const places = columns.map(column => table.columns.findIndex(other => isSame(column, other)))
  return columns.length >= 2 && !places.includes(-1) && new Set(places).size === places.length
}

const isNumber = (cell: Cell | undefined) => /^[^\p{L}]*\d/u.test(cell?.text ?? '')

/**
 * The rows at the top of a page that go on with a table in the same columns, without its names, which may be said again. Null:
 * they have names of their own, in bold type, or above a column that holds numbers on both pages. Names without either are no
 * sign: the first row of a page looks like that, too.
 */
export function goesOn(
  grid: readonly (readonly Cell[])[],
  table: PdfTable,
): readonly (readonly Cell[])[] | null {
  const [first = [], ...rest] = grid
  const { names, rows } = table
  if (names.length > 0 && names.every(({ text }, column) => first[column]?.text === text)) return rest
  const filled = first.filter(({ text }) => text !== '')
  const isSet = filled.length >= 2 && filled.every(({ heading }) => heading)
  if (isSet && rest.some(row => !row.every(({ heading }) => heading))) return null
  const isNew =
    looksLikeNames(first, rest) &&
    first.some((cell, column) => !isNumber(cell) && [...rest, ...rows].every(row => isNumber(row[column])))
  return isNew && rest.length > 0 ? null : grid
}
