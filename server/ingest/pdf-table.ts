import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import type { PdfCell, PdfLine } from './pdf-lines.ts'
import { goesOn, type PdfColumn, type PdfTable, standsOn } from './pdf-table-pages.ts'
import { type Cell, namedRowLines, namesOf } from './table-rows.ts'

/** A table's columns: what the cells of its fullest lines cover. Null when those overlap: it is no grid. */
function columnsOf(lines: readonly PdfLine[]): PdfColumn[] | null {
  const most = Math.max(...lines.map(({ cells }) => cells.length))
  const full = lines.filter(({ cells }) => cells.length === most)
  const columns = Array.from({ length: most }, (_, index) => ({
    x: Math.min(...full.map(({ cells }) => cells[index]?.x ?? 0)),
    right: Math.max(...full.map(({ cells }) => cells[index]?.right ?? 0)),
  }))
  return columns.every(({ x }, index) => index === 0 || x >= (columns[index - 1]?.right ?? 0))
    ? columns
    : null
}

/** The column a cell stands in: the one it shares most with, else the nearest. */
function columnOf({ x, right }: PdfCell, columns: readonly PdfColumn[]): number {
  const shared = columns.map(column => Math.min(right, column.right) - Math.max(x, column.x))
  return shared.indexOf(Math.max(...shared))
}

/** Steps between two rows' first lines, where lines of one row stand closer: the limit between the two, 0 when all are alike. */
function rowStep(lines: readonly PdfLine[]): number {
  const steps = lines.slice(1).map((line, index) => (lines[index]?.y ?? 0) - line.y)
  const close = Math.min(...steps)
  const far = Math.max(...steps)
  return far > close * 1.25 ? (close + far) / 2 : 0
}

interface Row {
  cells: PdfCell[][]
}

/** Puts a cell's lines together: those that stand close below the row, or leave its first column empty. */
function joinRows(lines: readonly PdfLine[], columns: readonly PdfColumn[]): Row[] {
  const limit = rowStep(lines)
  const rows: Row[] = []
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1]
    const places = line.cells.map(cell => columnOf(cell, columns))
    const close = previous !== undefined && previous.y - line.y < limit
    const goesOn = rows.length > 0 && !line.isRow && (close || !places.includes(0))
    if (!goesOn) rows.push({ cells: columns.map(() => []) })
    line.cells.forEach((cell, at) => void rows.at(-1)?.cells[places[at] ?? 0]?.push(cell))
  }
  return rows
}

function cellOf(cells: readonly PdfCell[]): Cell {
  const text = cells.map(cell => cell.text).join(' ')
  return {
    text: cleanLine(text.replace(/(\p{L})[-\u2010\u00ad] (?=\p{Ll})/gu, '$1')),
    heading: cells.length > 0 && cells.every(({ bold }) => bold),
  }
}

/**
 * Rows of one table, each with the names of its columns where the first row is one of names, and the table for what may
 * follow. `above`: the one that closes the page before; what goes on with it has its names and its group, and says them again
 * at most. Null: these are no columns.
 */
export function readTable(
  lines: readonly PdfLine[],
  group: number,
  above: PdfTable | null,
): { blocks: Block[]; table: PdfTable | null } {
  const { page = 1, size = 0 } = lines[0] ?? {}
  const own = columnsOf(lines)
  const toBlocks = (texts: readonly string[], group: number) =>
    texts.map((text): Block => ({ kind: 'table-row', text, page, group }))
  if (own === null) {
    const texts = lines.map(({ cells }) => cells.map(({ text }) => cleanLine(text)).join(' | '))
    return { blocks: toBlocks(texts, group), table: null }
  }
  const gridOn = (columns: readonly PdfColumn[]) =>
    joinRows(lines, columns).map(({ cells }) => cells.map(cellOf))
  if (above !== null && standsOn(own, above, size)) {
    const grid = gridOn(above.columns)
    const rows = goesOn(grid, above)
    if (rows !== null) {
      const blocks = toBlocks(namedRowLines(rows, above.names), above.group)
      return { blocks, table: { ...above, page, rows } }
    }
  }
  const grid = gridOn(own)
  const names = namesOf(grid)
  const rows = names.length > 0 ? grid.slice(1) : grid
  return {
    blocks: toBlocks(namedRowLines(rows, names), group),
    table: { page, group, columns: own, names, rows },
  }
}

/** Does a line of one cell go on with the row above: close below it, inside a column? */
function isWrapped(line: PdfLine, above: PdfLine, columns: readonly PdfColumn[]): boolean {
  const [cell] = line.cells
  const step = above.y - line.y
  if (!cell || step <= 0 || step > line.size * 1.5) return false
  const column = columnOf(cell, columns)
  const next = columns[column + 1]
  const inside =
    cell.x >= (columns[column]?.x ?? 0) - line.size && (next === undefined || cell.right < next.x)
  return inside && (column > 0 || Math.abs(line.size - above.size) < 0.5)
}

/**
 * Is a line of cells another row: as many cells as the last one, each below one of its own, or one of them that begins, ends
 * or is centred where another row's is?
 */
function standsUnder(line: PdfLine, rows: readonly PdfLine[]): boolean {
  const last = rows.at(-1)
  const over = (cell: PdfCell, other: PdfCell | undefined) =>
    other !== undefined && cell.x < other.right && other.x < cell.right
  if (
    last?.cells.length === line.cells.length &&
    line.cells.every((cell, index) => over(cell, last.cells[index]))
  )
    return true
  const edges = ({ x, right }: PdfCell) => [x, right, (x + right) / 2]
  return line.cells
    .slice(1)
    .some(cell =>
      rows
        .slice(-20)
        .some(row =>
          row.cells
            .slice(1)
            .some(other =>
              edges(other).some(
                (edge, index) => Math.abs(edge - (edges(cell)[index] ?? 0)) < line.size * 0.6,
              ),
            ),
        ),
    )
}

/**
 * The lines from `index` on that are one table: at least two of two cells or more, and between them those of one cell that
 * belong to the row above. Of a table that closes the page before (`before`) one row may be left.
 */
export function tableAt(
  lines: readonly PdfLine[],
  index: number,
  isHeading: (line: PdfLine) => boolean,
  before: PdfTable | null = null,
): PdfLine[] {
  const found: PdfLine[] = []
  const page = lines[index]?.page
  const filled = () => found.filter(({ cells }) => cells.length >= 2)
  for (const line of lines.slice(index, index + 500)) {
    if (line.page !== page || (line.cells.length > 1 && isHeading(line))) break
    const above = found.at(-1)
    if (above && line.cells.length > 1 && !standsUnder(line, filled())) break
    if (line.cells.length < 2) {
      const columns = above && columnsOf(filled())
      if (!above || !columns || !isWrapped(line, above, columns)) break
      if (isHeading(line) && Math.abs(line.size - above.size) > 0.5) break
    }
    found.push(line)
  }
  const columns = columnsOf(filled())
  // Lines in the first column after the last full row are the text below the table.
  while (found.length > 0) {
    const last = found.at(-1)
    if (!last || last.cells.length > 1) break
    const [cell] = last.cells
    if (columns && cell && columnOf(cell, columns) > 0) break
    found.pop()
  }
  const isRest = before !== null && columns !== null && standsOn(columns, before, found[0]?.size ?? 0)
  return filled().length >= (isRest ? 1 : 2) ? found : []
}
