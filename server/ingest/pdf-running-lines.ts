import { bodySize } from './pdf-blocks.ts'
import type { PdfLine, PdfPage } from './pdf-lines.ts'

const marginShare = 0.12
const pageNumber =
  /^(?:page|p\.|-|–|—)?\s*(?:\d{1,4}|[ivxl]{1,7})\s*(?:(?:[-–—/|]|sur|of|de)\s*\d{1,4})?\s*[-–—]?$/i

function inMargin(line: PdfLine, height: number): boolean {
  return line.y > height * (1 - marginShare) || line.y < height * marginShare
}

/** Where a line that comes again stands. */
interface Running {
  y: number
  pages: number[]
}

/** So much larger than the body's is a title's type. */
const titleSize = 1.3

/** A line as it is compared: but for numbers, unless it is a title. "Module 1" and "Module 2" head two slides. */
function labelOf(line: PdfLine, body: number): string {
  const text = line.size > body * titleSize ? line.text : line.text.replace(/\d+/g, '#')
  return text.replace(/\s+/g, ' ').trim()
}

const standsAt = (running: Running, line: PdfLine) => Math.abs(running.y - line.y) < 3

/** Lines in the pages' margins that come again in the same place, with the pages they are on, from 0. */
function findRepeated(pages: readonly PdfPage[], body: number): Map<string, Running[]> {
  const found = new Map<string, Running[]>()
  for (const [index, { lines, height }] of pages.entries()) {
    for (const line of lines) {
      if (!inMargin(line, height)) continue
      const label = labelOf(line, body)
      const places = found.get(label) ?? []
      const known = places.find(running => standsAt(running, line))
      if (known?.pages.at(-1) === index) continue
      if (known) known.pages.push(index)
      else places.push({ y: line.y, pages: [index] })
      found.set(label, places)
    }
  }
  return found
}

/** Does a line name a table's columns: three cells, or two in bold type, and close below it cells that stand under some of them? */
function namesColumns(line: PdfLine, lines: readonly PdfLine[]): boolean {
  if (line.cells.length < 2 || (line.cells.length < 3 && !line.cells.every(({ bold }) => bold))) return false
  const below = lines.filter(({ y }) => y < line.y - line.size * 0.5 && y > line.y - line.size * 3)
  const next = below.find(({ y }) => y === Math.max(...below.map(other => other.y)))
  const over = next?.cells.map(({ x, right }) =>
    line.cells.findIndex(cell => cell.x < right && x < cell.right),
  )
  return over !== undefined && over.length >= 2 && !over.includes(-1) && new Set(over).size === over.length
}

/**
 * On half of all pages, on half of the left or of the right ones, or on three pages or more that follow each other or
 * every second one (a chapter's name).
 */
function isRunning(running: Running, count: number): boolean {
  const { pages } = running
  if (pages.length < 2) return false
  if (pages.length >= count / 2) return true
  const [first = 0] = pages
  const oneSide = pages.every(page => page % 2 === first % 2)
  if (oneSide && pages.length >= Math.floor(count / 2) / 2) return true
  const span = (pages.at(-1) ?? 0) - first
  return pages.length >= 3 && span <= (pages.length - 1) * 2
}

/** Pages without their numbers and without what stands at the head or foot of most of them, of every second one or of a chapter's. */
export function dropRunningLines(pages: readonly PdfPage[]): PdfPage[] {
  const body = bodySize(pages.flatMap(({ lines }) => lines))
  const repeated = findRepeated(pages, body)
  return pages.map(page => {
    const feet = page.lines.map(line => line.y)
    const outermost = [Math.min(...feet), Math.max(...feet)]
    const lines = page.lines.filter(line => {
      if (pages.length > 1 && outermost.includes(line.y) && pageNumber.test(line.text.trim())) return false
      if (!inMargin(line, page.height)) return true
      const running = repeated.get(labelOf(line, body))?.find(found => standsAt(found, line))
      if (running === undefined || !isRunning(running, pages.length)) return true
      return namesColumns(line, page.lines)
    })
    return { ...page, lines }
  })
}
