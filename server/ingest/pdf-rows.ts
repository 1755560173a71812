import type { PdfCell, PdfLine } from './pdf-lines.ts'

/** Lines that were drawn as one row of a table, cell after cell, each of one line or more. */
interface DrawnRow {
  lines: PdfLine[]
  cells: PdfCell[]
}

/** Puts parts that stand above one another together: the cells of a row, from left to right. */
function toCells(lines: readonly PdfLine[]): PdfCell[] {
  const parts = lines.flatMap(({ cells, y }) => cells.map(cell => ({ ...cell, y })))
  const cells: PdfCell[] = []
  for (const { text, x, right, bold } of parts.sort((one, other) => one.x - other.x || other.y - one.y)) {
    const last = cells.at(-1)
    if (last && x < last.right) last.right = Math.max(last.right, right)
    else cells.push({ text, x, right, bold })
  }
  return cells.map(({ x, right }) => {
    const own = parts.filter(part => part.x >= x && part.x < right).sort((one, other) => other.y - one.y)
    return { text: own.map(({ text }) => text).join(' '), x, right, bold: own.every(({ bold }) => bold) }
  })
}

/** The lines from `index` on that were drawn as one row: down the first column, then cell by cell from its top again. */
function rowAt(lines: readonly PdfLine[], index: number): DrawnRow {
  const first = lines[index]
  if (!first) return { lines: [], cells: [] }
  const found = [first]
  let lowest = first.y
  let beside = first.cells.length > 1
  for (const line of lines.slice(index + 1, index + 40)) {
    const inFirst = line.x < first.x + first.size
    const below = lowest - line.y <= line.size * 1.6 && line.y <= first.y + line.size * 0.5
    if (!below || line.x < first.x - first.size || (inFirst && beside)) break
    if (!inFirst) beside = true
    found.push(line)
    lowest = Math.min(lowest, line.y)
  }
  return { lines: found, cells: toCells(found) }
}

/** Do two rows stand on the same columns: is the first cell's and another's left edge the same? */
function standsUnder(row: DrawnRow, above: DrawnRow): boolean {
  const size = row.lines[0]?.size ?? 0
  const same = (one: PdfCell, other: PdfCell) => Math.abs(one.x - other.x) < size * 0.6
  const [first, ...rest] = row.cells
  const [aboveFirst, ...aboveRest] = above.cells
  if (!first || !aboveFirst || !same(first, aboveFirst)) return false
  return rest.some(cell => aboveRest.some(other => same(cell, other)))
}

function toLine({ lines, cells }: DrawnRow): PdfLine[] {
  const [first] = lines
  if (!first) return []
  const text = cells.map(cell => cell.text).join(' ')
  return [{ ...first, cells, text, right: Math.max(...cells.map(({ right }) => right)), isRow: true }]
}

/** Goes down in the drawing and back up: what only a row of cells with several lines does. */
function goesUp({ lines }: DrawnRow): boolean {
  return lines.some((line, index) => index > 0 && line.y > (lines[index - 1]?.y ?? 0) + line.size * 0.5)
}

/**
 * Makes one line of each row of a table that was drawn cell by cell with several lines in a cell, as browsers and word
 * processors do. Two rows at least that stand on the same columns, one of which goes back up: columns of prose do not.
 */
export function joinDrawnRows(lines: readonly PdfLine[]): PdfLine[] {
  const joined: PdfLine[] = []
  for (let index = 0; index < lines.length; ) {
    const rows: DrawnRow[] = []
    for (let next = index; next < lines.length; ) {
      const row = rowAt(lines, next)
      const above = rows.at(-1)
      if (row.cells.length < 2 || (above && !standsUnder(row, above))) break
      rows.push(row)
      next += row.lines.length
    }
    if (rows.length >= 2 && rows.some(goesUp)) {
      joined.push(...rows.flatMap(toLine))
      index += rows.reduce((sum, row) => sum + row.lines.length, 0)
    } else {
      const line = lines[index++]
      if (line) joined.push(line)
    }
  }
  return joined
}
