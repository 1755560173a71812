/** A run of characters as pdf.js gives it: points from the page's bottom left corner. */
export interface PdfItem {
  text: string
  x: number
  y: number
  width: number
  size: number
}

/** A printed line. */
export interface PdfLine {
  text: string
  /** The same, cut where more than a letter's width is empty: the cells of a table's row. */
  cells: string[]
  x: number
  right: number
  y: number
  size: number
  /** From 1. */
  page: number
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

function addItem(line: PdfLine, item: PdfItem): void {
  // A blank's width is what the program that wrote the file claims, a tab's often too much: only gaps count.
  if (item.text.trim() === '') {
    line.text += ' '
    line.cells[line.cells.length - 1] += ' '
    return
  }
  const gap = item.x - line.right
  const space = gap > item.size * 0.15 && !/\s$/.test(line.text) && !/^\s/.test(item.text)
  const text = (space ? ' ' : '') + item.text
  if (gap >= item.size * cellGap) line.cells.push(text)
  else line.cells[line.cells.length - 1] += text
  line.text += text
  line.right = Math.max(line.right, item.x + item.width)
  line.size = Math.max(line.size, item.size)
}

/** Joins runs into lines in the order in which the page draws them, which is how columns are read. */
export function joinLines(items: readonly PdfItem[], page: number): PdfLine[] {
  const lines: PdfLine[] = []
  for (const item of items) {
    const line = lines.at(-1)
    if (line && continues(line, item)) addItem(line, item)
    else if (item.text.trim() !== '')
      lines.push({ ...item, cells: [item.text], right: item.x + item.width, page })
  }
  return lines.map(line => ({
    ...line,
    cells: line.cells.map(cell => cell.trim()).filter(cell => cell !== ''),
  }))
}

const marginShare = 0.12
const pageNumber = /^(?:page|p\.)?\s*[-–—]?\s*\d{1,4}\s*(?:[-–—/|]|sur|of)?\s*(?:\d{1,4})?\s*[-–—]?$/i

function inMargin(line: PdfLine, height: number): boolean {
  return line.y > height * (1 - marginShare) || line.y < height * marginShare
}

/** The same on every page but for numbers. */
function pattern(line: PdfLine): string {
  return `${Math.round(line.y / 4)} ${line.text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim()}`
}

/** Drops page numbers, and lines that stand in the same margin of at least half of the pages (two at least). */
export function dropRunningLines(pages: readonly PdfPage[]): PdfLine[] {
  const counts = new Map<string, number>()
  for (const { lines, height } of pages) {
    const patterns = new Set(lines.filter(line => inMargin(line, height)).map(pattern))
    for (const key of patterns) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const least = Math.max(2, pages.length / 2)
  return pages.flatMap(({ lines, height }) => {
    const feet = lines.map(line => line.y)
    const outermost = [Math.min(...feet), Math.max(...feet)]
    return lines.filter(line => {
      if (pages.length > 1 && outermost.includes(line.y) && pageNumber.test(line.text.trim())) return false
      if (!inMargin(line, height)) return true
      return (counts.get(pattern(line)) ?? 0) < least
    })
  })
}
