import type { SheetRow } from './sheet-blocks.ts'
import { maximumCells, tooManyCells } from './sheet-limits.ts'

/** Cells of a sheet that are shown as one, which holds the text of the first. */
export interface Merge {
  /** From 1. */
  row: number
  /** From 0. */
  column: number
  rows: number
  columns: number
}

/** Letters of a text that is said again in each row beside it: a longer one is no name of theirs. */
const maximumRepeated = 300

/** Looks at a cell: sheets merge each cell once, and need far fewer. */
const maximumVisits = 20 * maximumCells

/** Where the first row of this number or a later one stands. */
function placeOf(number: number, rows: readonly SheetRow[]): number {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((rows[middle]?.number ?? 0) < number) from = middle + 1
    else to = middle
  }
  return from
}

function columnsIn({ column, columns }: Merge, row: SheetRow): number[] {
  const isIn = (other: number) => other >= column && other < column + columns
  if (columns > row.cells.size) return [...row.cells.keys()].filter(isIn)
  return Array.from({ length: columns }, (_, index) => column + index)
}

/**
 * Says the text of cells that are merged downwards in each filled row that they stand beside, and notes how many columns
 * a row's cells take. Returns what is written in the cells behind, which nobody sees. Throws Refusal when cells are
 * merged again and again: each can be only once.
 */
export function applyMerges(rows: readonly SheetRow[], merges: readonly Merge[]): string[] {
  const unseen: string[] = []
  const sorted = rows.toSorted((one, other) => one.number - other.number)
  let visits = 0
  for (const merge of merges) {
    const first = sorted[placeOf(merge.row, sorted)]
    const anchor = first?.number === merge.row ? first.cells.get(merge.column) : undefined
    if (first && anchor && merge.columns > 1) {
      first.spans ??= new Map()
      first.spans.set(merge.column, merge.columns)
    }
    for (let place = placeOf(merge.row, sorted); place < sorted.length; place++) {
      const row = sorted[place]
      if (!row || row.number >= merge.row + merge.rows) break
      const columns = columnsIn(merge, row)
      visits += Math.min(merge.columns, row.cells.size) + 1
      if (visits > maximumVisits) throw tooManyCells()
      for (const column of columns) {
        const cell = row.cells.get(column)
        if (!cell || (row.number === merge.row && column === merge.column)) continue
        row.cells.delete(column)
        if (cell.text.trim() !== anchor?.text.trim()) unseen.push(cell.text)
      }
      const isBelow = row.number > merge.row && row.cells.size > 0
      if (!anchor || !isBelow || anchor.text.length > maximumRepeated) continue
      row.cells.set(merge.column, anchor)
      row.repeated ??= new Set()
      row.repeated.add(merge.column)
    }
  }
  return unseen
}
