/** A cell of a table. */
export interface Cell {
  text: string
  /** Set as a column's or row's name: `<th>`, or bold type. */
  heading: boolean
}

/** Short texts without digits above anything, or above a column of numbers: three columns or more. */
export function looksLikeNames(first: readonly Cell[], rows: readonly (readonly Cell[])[]): boolean {
  if (first.length < 3 || new Set(first.map(cell => cell.text)).size !== first.length) return false
  if (!first.every(cell => /^[^\d].{0,39}$/s.test(cell.text))) return false
  const numbers = first.some((_, column) => rows.every(row => /^[^\p{L}]*\d/u.test(row[column]?.text ?? '')))
  return numbers || first.every(cell => !/\d/.test(cell.text))
}

/**
 * Is the first row one of column names? Said by `<th>` or bold type throughout; else guessed for three columns
 * or more (Word rarely marks its header rows, a PDF never).
 */
function hasHeader(grid: readonly (readonly Cell[])[]): boolean {
  const [first, ...rows] = grid
  if (!first || rows.length === 0 || first.length < 2) return false
  const named = first.filter(cell => cell.text !== '')
  if (named.length === 0) return false
  if (named.every(cell => cell.heading)) return rows.some(row => !row.every(cell => cell.heading))
  return looksLikeNames(first, rows)
}

function rowLine(row: readonly Cell[], names: readonly Cell[]): string {
  return Array.from(row, (cell, index) => {
    const text = cell?.text ?? ''
    const name = names[index]?.text.replace(/\s*:$/, '') ?? ''
    return name === '' || text === '' || name === text ? text : `${name}: ${text}`
  })
    .filter(text => text !== '')
    .join('; ')
}

/** The row of column names that a table begins with; empty where it has none. */
export function namesOf(grid: readonly (readonly Cell[])[]): readonly Cell[] {
  return hasHeader(grid) ? (grid[0] ?? []) : []
}

/** Rows below a header, each with the names of its columns. */
export function namedRowLines(rows: readonly (readonly Cell[])[], names: readonly Cell[]): string[] {
  return rows.map(row => rowLine(row, names)).filter(line => line !== '')
}

/**
 * A table's rows as lines that stand alone: `Offre: Essentiel; Prix: 29 €`. A header row is said in each row
 * below it.
 */
export function rowLines(grid: readonly (readonly Cell[])[]): string[] {
  const names = namesOf(grid)
  return namedRowLines(names.length > 0 ? grid.slice(1) : grid, names)
}
