import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import { type PairColumns, pairColumns, pairOfRow } from './pair-rows.ts'
import { type Cell, looksLikeNames } from './table-rows.ts'

/** A row of a sheet: its cells by column, empty ones left out. */
export interface SheetRow {
  /** From 1. */
  number: number
  cells: Map<number, Cell>
  /** How many columns a cell takes that is merged with those behind it. */
  spans?: Map<number, number>
  /** Columns of cells that say what is merged with them from above. */
  repeated?: Set<number>
}

const maximumName = 60

function widthOf(row: SheetRow): number {
  return row.cells.size
}

/** Rows that stand together: an empty row between two tables parts them. */
function splitTables(rows: readonly SheetRow[]): SheetRow[][] {
  const tables: SheetRow[][] = []
  for (const row of rows) {
    const last = tables.at(-1)
    if (last && row.number === (last.at(-1)?.number ?? 0) + 1) last.push(row)
    else tables.push([row])
  }
  return tables
}

const isNumber = (text: string) => /^[^\p{L}]*\d/u.test(text)

/** Is this row one of column names for the rows below? Distinct short words in bold, or words above what is unlike them. */
function isHeader(row: SheetRow, below: readonly SheetRow[], surely: boolean): boolean {
  const names = [...row.cells.values()]
  if (names.length < 2 || below.length === 0) return false
  if (new Set(names.map(cell => cell.text)).size !== names.length) return false
  if (!names.every(cell => cell.text.length <= maximumName && !isNumber(cell.text))) return false
  if (surely || names.every(cell => cell.heading)) return true
  const columns = [...row.cells.keys()]
  const grid = below.map(({ cells }) =>
    columns.map(column => cells.get(column) ?? { text: '', heading: false }),
  )
  if (looksLikeNames(names, grid)) return true
  // Two columns: names stand above numbers, or above texts several times as long.
  return columns.some((column, index) => {
    const texts = below.flatMap(({ cells }) => cells.get(column)?.text ?? [])
    const length = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(texts.length, 1)
    return texts.length > 0 && (texts.every(isNumber) || length > 3 * (names[index]?.text.length ?? 0))
  })
}

/** Names of two levels as one row of them, `Mensuel` over `HT` and `TTC`: null when the second row is no part of the names. */
function joinNames(above: SheetRow, below: SheetRow): SheetRow | null {
  const { spans } = above
  if (!spans || widthOf(above) < 2) return null
  const cells = new Map(above.cells)
  const starts = [...above.cells.keys()].sort((one, other) => one - other)
  let place = 0
  let isUnder = false
  for (const [column, cell] of [...below.cells].sort(([one], [other]) => one - other)) {
    if (isNumber(cell.text)) return null
    while ((starts[place + 1] ?? Number.POSITIVE_INFINITY) <= column) place++
    const start = starts[place] ?? 0
    const width = spans.get(start) ?? 1
    const upper = column >= start && column < start + width ? above.cells.get(start) : undefined
    if (upper && width === 1 && upper.text !== cell.text) return null
    // Something must stand under the names that go over several columns.
    if (upper && column > start) isUnder = true
    const text = !upper || upper.text === cell.text ? cell.text : `${upper.text} ${cell.text}`
    cells.set(column, { text, heading: cell.heading && upper?.heading !== false })
  }
  return isUnder ? { number: below.number, cells } : null
}

/** A table whose names, in its first row of several cells, take two rows: they become one. */
function withNamesInOneRow(table: readonly SheetRow[]): SheetRow[] {
  const first = table.findIndex(row => widthOf(row) > 1)
  const [above, below] = [table[first], table[first + 1]]
  const joined = above && below ? joinNames(above, below) : null
  const rest = table.slice(first + 2)
  return joined && isHeader(joined, rest.slice(0, 40), false)
    ? [...table.slice(0, first), joined, ...rest]
    : [...table]
}

function namesOver(column: number, width: number, names: ReadonlyMap<number, Cell>): string[] {
  const columns =
    width > names.size
      ? [...names.keys()].filter(at => at >= column && at < column + width)
      : Array.from({ length: width }, (_, index) => column + index)
  const found = columns.map(at => names.get(at)?.text.replace(/\s*:$/, '') ?? '')
  return [...new Set(found)].filter(name => name !== '')
}

/**
 * `Offre: Essentiel; Prix: 29 €`: what a reader sees across the row, each value with its column's name, or those of all
 * columns that it takes. A single cell across several is a line of its own; a number without a name that goes on from above
 (a total beside a list) is no row's own.
 */
function rowText(row: SheetRow, names: ReadonlyMap<number, Cell>): string {
  return [...row.cells]
    .filter(([column, { text }]) => !row.repeated?.has(column) || names.has(column) || !isNumber(text))
    .sort(([one], [other]) => one - other)
    .map(([column, { text }]) => {
      const width = row.spans?.get(column) ?? 1
      const isLine = width > 1 && widthOf(row) === 1
      const name = isLine ? '' : namesOver(column, width, names).join(', ')
      return name === '' || name === text ? text : `${name}: ${text}`
    })
    .join('; ')
}

/**
 * A sheet's rows as blocks: lines above a table are paragraphs, a table's rows each say the names of their columns.
 * `named`: the first row of two cells or more holds names, as a CSV file's nearly always does. The rows below "question"
 * and "réponse" are pairs.
 */
export function sheetBlocks(rows: readonly SheetRow[], options: { group: number; named?: boolean }): Block[] {
  const written = new Map(rows.map(row => [row.number, row]))
  const filled = rows
    .map(row => ({
      ...row,
      cells: new Map(
        [...row.cells].flatMap(([column, cell]) => {
          const text = cleanLine(cell.text)
          return text === '' ? [] : [[column, { ...cell, text }] as const]
        }),
      ),
    }))
    .filter(row => row.cells.size > 0)
  let names: ReadonlyMap<number, Cell> = new Map()
  let pairs: PairColumns | null = null
  let group = options.group
  return splitTables(filled).flatMap((table, place) => {
    group++
    // A table without names of its own, after an empty row, goes on with the one before when it is as wide.
    let open = true
    const goesOn = place > 0 && widthOf(table[0] ?? { number: 0, cells: new Map() }) === names.size
    if (!goesOn && !pairs) names = new Map()
    const joined = withNamesInOneRow(table)
    return joined.flatMap((row, index): Block[] => {
      const below = joined.slice(index + 1, index + 40)
      const surely = options.named === true && place === 0
      const bold = [...row.cells.values()].every(cell => cell.heading)
      const asked = open || bold ? pairColumns(row.cells) : null
      if (asked || (!pairs && (open || bold) && isHeader(row, below, surely && open))) {
        names = row.cells
        pairs = asked
        open = false
        return []
      }
      if (widthOf(row) > 1) open = false
      const text = rowText(row, names)
      if (pairs) {
        // A cell's own lines count: an answer is given as it is written.
        const pair = pairOfRow(written.get(row.number) ?? row, pairs)
        return [{ kind: 'table-row', text, group, pair }]
      }
      return [
        widthOf(row) === 1 && names.size === 0
          ? { kind: 'paragraph', text, group }
          : { kind: 'table-row', text, group },
      ]
    })
  })
}
