import type { PdfLine, PdfPage } from './pdf-lines.ts'

const marginShare = 0.12
const pageNumber =
  /^(?:page|p\.|-|–|—)?\s*(?:\d{1,4}|[ivxl]{1,7})\s*(?:(?:[-–—/|]|sur|of|de)\s*\d{1,4})?\s*[-–—]?$/i

function inMargin(line: PdfLine, height: number): boolean {
  return line.y > height * (1 - marginShare) || line.y < height * marginShare
}

/** Where it stands and what it says, but for numbers. */
interface Running {
  text: string
  y: number
  pages: number[]
}

const bare = (line: PdfLine) => line.text.replace(/\d+/g, '#').replace(/\s+/g, ' ').trim()
const isSame = (running: Running, line: PdfLine) =>
  running.text === bare(line) && Math.abs(running.y - line.y) < 3

/** Lines in the pages' margins that come again in the same place, with the pages they are on, from 0. */
function findRepeated(pages: readonly PdfPage[]): Map<string, Running[]> {
  const found = new Map<string, Running[]>()
  for (const [index, { lines, height }] of pages.entries()) {
    for (const line of lines) {
      if (!inMargin(line, height)) continue
      const places = found.get(bare(line)) ?? []
      const known = places.find(running => isSame(running, line))
      if (known?.pages.at(-1) === index) continue
      if (known) known.pages.push(index)
      else places.push({ text: bare(line), y: line.y, pages: [index] })
      found.set(bare(line), places)
    }
  }
  return found
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
  const repeated = findRepeated(pages)
  return pages.map(page => {
    const feet = page.lines.map(line => line.y)
    const outermost = [Math.min(...feet), Math.max(...feet)]
    const lines = page.lines.filter(line => {
      if (pages.length > 1 && outermost.includes(line.y) && pageNumber.test(line.text.trim())) return false
      if (!inMargin(line, page.height)) return true
      const running = repeated.get(bare(line))?.find(found => isSame(found, line))
      return running === undefined || !isRunning(running, pages.length)
    })
    return { ...page, lines }
  })
}
