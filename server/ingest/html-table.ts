import type { Element } from 'hast'
import { cleanLine } from './clean-text.ts'
import { attribute, findElements, type HtmlNode, lineText } from './html-element.ts'
import { type Cell, rowLines } from './table-rows.ts'

const maximumSpan = 50
const maximumColumns = 100

function spanOf(element: Element, name: string): number {
  const span = Number.parseInt(attribute(element, name), 10)
  return Number.isFinite(span) ? Math.min(Math.max(span, 1), maximumSpan) : 1
}

function isBold(cell: Element): boolean {
  const visible = cell.children.filter(child => child.type !== 'text' || child.value.trim() !== '')
  return visible.length > 0 && visible.every(child => child.type === 'element' && holdsBold(child))
}

function holdsBold(element: Element): boolean {
  if (element.tagName === 'strong' || element.tagName === 'b') return true
  return element.tagName === 'p' && isBold(element)
}

/** Rows as a grid, so that a cell over several columns or rows stands in each of them. */
function readGrid(rows: readonly Element[]): Cell[][] {
  const grid: Cell[][] = rows.map(() => [])
  rows.forEach((row, rowIndex) => {
    let column = 0
    for (const cell of findElements(row, element => element.tagName === 'td' || element.tagName === 'th')) {
      const line = grid[rowIndex] ?? []
      while (line[column]) column++
      if (column >= maximumColumns) break
      const value = { text: cleanLine(lineText(cell)), heading: cell.tagName === 'th' || isBold(cell) }
      const bottom = Math.min(rowIndex + spanOf(cell, 'rowSpan'), rows.length)
      const right = Math.min(column + spanOf(cell, 'colSpan'), maximumColumns)
      for (let below = rowIndex; below < bottom; below++) {
        for (let beside = column; beside < right; beside++) {
          // A cell over several columns is said once in a row of data, but heads each of its columns.
          const repeated = beside > column && !value.heading
          const target = grid[below]
          if (target) target[beside] = repeated ? { text: '', heading: false } : value
        }
      }
    }
  })
  return grid
}

/** A table's rows as lines that stand alone: see rowLines. */
export function tableRows(table: HtmlNode): string[] {
  return rowLines(readGrid(findElements(table, element => element.tagName === 'tr')))
}

/** Tables that only set a page out: they hold headings, lists of blocks or other tables. */
export function isLayoutTable(table: Element): boolean {
  return findElements(table, element => /^(h[1-6]|table|pre)$/.test(element.tagName)).length > 0
}
