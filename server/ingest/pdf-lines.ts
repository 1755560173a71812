/** A run of characters as pdf.js gives it: points from the page's bottom left corner, the page turned as it is shown. */
export interface PdfItem {
  text: string
  x: number
  y: number
  width: number
  size: number
  bold?: boolean
}

/** A part of a line with more than a letter's width empty on either side: a cell of a table's row, a column's line. */
export interface PdfCell {
  text: string
  x: number
  right: number
  /** Throughout. */
  bold: boolean
}

/** A printed line. */
export interface PdfLine {
  text: string
  cells: PdfCell[]
  x: number
  right: number
  y: number
  size: number
  /** From 1. */
  page: number
  /** A whole row of a table, its cells' own lines put together. */
  isRow?: boolean
}

/** A page's lines and its height in points. */
export interface PdfPage {
  lines: PdfLine[]
  height: number
}

function continues(line: PdfLine, item: PdfItem): boolean {
  const size = Math.max(line.size, item.size, 1)
  // Backwards by more than a letter: the next line of a table cell or of another column.
  return Math.abs(item.y - line.y) < size * 0.5 && item.x > line.right - size
}

/** Blank width, in units of the letters' size, that parts two cells. */
const cellGap = 1.2

function cellOf({ text, x, width, bold = false }: PdfItem): PdfCell {
  return { text, x, right: x + width, bold }
}

function addItem(line: PdfLine, item: PdfItem): void {
  const last = line.cells.at(-1)
  // A blank's width is what the program that wrote the file claims, a tab's often too much: only gaps count.
  if (item.text.trim() === '') {
    line.text += ' '
    if (last) last.text += ' '
    return
  }
  const gap = item.x - line.right
  const space = gap > item.size * 0.15 && !/\s$/.test(line.text) && !/^\s/.test(item.text)
  const text = (space ? ' ' : '') + item.text
  if (gap >= item.size * cellGap || !last) line.cells.push(cellOf({ ...item, text }))
  else {
    last.text += text
    last.right = Math.max(last.right, item.x + item.width)
    last.bold &&= item.bold === true
  }
  line.text += text
  line.right = Math.max(line.right, item.x + item.width)
  line.size = Math.max(line.size, item.size)
}

const marker = /^(?:[•‣▪●○◦–—*➢➤✓✔-]|\d{1,2}[.)]|[a-z]\))$/u

/** A list's bullet or number stands far from its text, but is no cell. */
function joinMarker(cells: readonly PdfCell[]): PdfCell[] {
  const [first, second, ...rest] = cells
  if (!first || !second || !marker.test(first.text)) return [...cells]
  return [{ ...second, text: `${first.text} ${second.text}`, x: first.x }, ...rest]
}

/** Words set apart to fill a line: three or more single ones with the same gap between all of them. No row of a table has that. */
function joinSpread(cells: PdfCell[], { size }: PdfLine): PdfCell[] {
  const [first] = cells
  const last = cells.at(-1)
  if (!first || !last || cells.length < 3 || cells.some(({ text }) => /\s/.test(text))) return cells
  const gaps = cells.slice(1).map((cell, index) => cell.x - (cells[index]?.right ?? 0))
  if (Math.max(...gaps) - Math.min(...gaps) > size * 0.15) return cells
  const text = cells.map(cell => cell.text).join(' ')
  return [{ text, x: first.x, right: last.right, bold: cells.every(({ bold }) => bold) }]
}

/** Joins runs into lines in the order in which the page draws them. */
export function joinLines(items: readonly PdfItem[], page: number): PdfLine[] {
  const lines: PdfLine[] = []
  for (const item of items) {
    const line = lines.at(-1)
    if (line && continues(line, item)) addItem(line, item)
    else if (item.text.trim() !== '') {
      const { text, x, y, width, size } = item
      lines.push({ text, x, y, size, cells: [cellOf(item)], right: x + width, page })
    }
  }
  return lines.map(line => {
    const cells = line.cells
      .map(cell => ({ ...cell, text: cell.text.trim() }))
      .filter(cell => cell.text !== '')
    return { ...line, cells: joinSpread(joinMarker(cells), line) }
  })
}
