import type { Element } from 'hast'
import { cleanLine } from './clean-text.ts'
import { attribute, findElements, type HtmlNode, lineText } from './html-element.ts'

interface Cell {
  text: string
  heading: boolean
}

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

/**
 * Is the first row one of column names? Said by `<th>` or bold type throughout; else guessed for three
 * columns or more, when every cell is a short text without digits (Word rarely marks its header rows).
 */
function hasHeader(grid: readonly Cell[][]): boolean {
  const [first, second] = grid
  if (!first || !second || first.length < 2) return false
  const named = first.filter(cell => cell.text !== '')
  if (named.length === 0) return false
  if (named.every(cell => cell.heading)) return !second.every(cell => cell.heading) || grid.length > 2
  const distinct = new Set(first.map(cell => cell.text)).size === first.length
  return first.length >= 3 && distinct && first.every(cell => /^[^\d]{1,40}$/.test(cell.text))
}

function rowText(row: readonly Cell[], names: readonly Cell[]): string {
  return Array.from(row, (cell, index) => {
    const text = cell?.text ?? ''
    const name = names[index]?.text.replace(/\s*:$/, '') ?? ''
    return name === '' || text === '' || name === text ? text : `${name}: ${text}`
  })
    .filter(text => text !== '')
    .join('; ')
}

/**
 * A table's rows as lines that stand alone: `Offre: Essentiel; Prix: 29 €`. A header row is said in each
 * row below it; a table of a header and nothing else is one line of its names.
 */
export function tableRows(table: HtmlNode): string[] {
  const grid = readGrid(findElements(table, element => element.tagName === 'tr'))
  const headed = hasHeader(grid)
  const body = headed ? grid.slice(1) : grid
  return body.map(row => rowText(row, headed ? (grid[0] ?? []) : [])).filter(line => line !== '')
}

/** Tables that only set a page out: they hold headings, lists of blocks or other tables. */
export function isLayoutTable(table: Element): boolean {
  return findElements(table, element => /^(h[1-6]|table|pre)$/.test(element.tagName)).length > 0
}
