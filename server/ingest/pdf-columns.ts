import type { PdfCell, PdfLine } from './pdf-lines.ts'

/** A cell by itself, with the line it was drawn in. */
interface Segment extends PdfCell {
  y: number
  size: number
  page: number
  /** Its place in the order of drawing. */
  order: number
}

const least = 3

function toSegments(lines: readonly PdfLine[]): Segment[] {
  let order = 0
  return lines.flatMap(({ cells, y, size, page }) =>
    cells.map(cell => ({ ...cell, y, size, page, order: order++ })),
  )
}

/** A segment on either side of the gutter for one on the other, at about the same height. */
function countPairs(left: readonly Segment[], right: readonly Segment[]): number {
  return left.filter(one => right.some(other => Math.abs(other.y - one.y) < one.size * 0.8)).length
}

/** Where two columns part: the x that fewest segments cross and most stand on both sides of; null without any. */
function findGutter(segments: readonly Segment[]): number | null {
  const candidates = [...new Set(segments.map(({ x }) => Math.round(x)))].sort((one, other) => one - other)
  let best: { x: number; score: number } | null = null
  for (const start of candidates) {
    // Just before a column begins.
    const x = start - 1
    const left = segments.filter(({ right }) => right <= x)
    const right = segments.filter(segment => segment.x >= x)
    if (left.length < least || right.length < least) continue
    const crossing = segments.length - left.length - right.length
    const pairs = Math.min(countPairs(left, right), countPairs(right, left))
    const score = pairs - 2 * crossing
    if (pairs >= least && score > (best?.score ?? 0)) best = { x, score }
  }
  return best?.x ?? null
}

function groupLines(segments: readonly Segment[]): PdfLine[] {
  const lines: PdfLine[] = []
  for (const segment of [...segments].sort((one, other) => other.y - one.y || one.x - other.x)) {
    const { text, x, right, bold, y, size, page } = segment
    const line = lines.at(-1)
    if (line && Math.abs(line.y - y) < Math.max(line.size, size) * 0.35) {
      line.cells.push({ text, x, right, bold })
      line.size = Math.max(line.size, size)
    } else lines.push({ text, cells: [{ text, x, right, bold }], x, right, y, size, page })
  }
  return lines.map(line => {
    const cells = line.cells.sort((one, other) => one.x - other.x)
    return {
      ...line,
      cells,
      text: cells.map(({ text }) => text).join(' '),
      x: Math.min(...cells.map(({ x }) => x)),
      right: Math.max(...cells.map(({ right }) => right)),
    }
  })
}

/** Heights between lines that leave clearly more room than the usual. */
function breaksOf(segments: readonly Segment[]): { from: number; to: number }[] {
  const lines = groupLines(segments)
  const steps = lines.slice(1).map((line, index) => ({ from: lines[index]?.y ?? 0, to: line.y }))
  const usual = steps.map(({ from, to }) => from - to).sort((one, other) => one - other)
  const tight = usual[Math.floor(usual.length / 4)] ?? 0
  return steps.filter(({ from, to }) => from - to > tight * 1.3)
}

/** Do the gaps of both sides stand at the same heights, as those between a table's rows do? */
function breaksTogether(left: readonly Segment[], right: readonly Segment[]): boolean {
  const one = breaksOf(left)
  const other = breaksOf(right)
  const shared = one.filter(({ from, to }) => other.some(gap => gap.from > to && gap.to < from)).length
  return shared > 0 && shared >= Math.max(one.length, other.length) * 0.6
}

/** Lines that fill their column with words. */
function isProse(segments: readonly Segment[]): boolean {
  const x = Math.min(...segments.map(segment => segment.x))
  const width = Math.max(...segments.map(({ right }) => right)) - x
  const letters = segments.reduce((sum, { text }) => sum + text.length, 0) / segments.length
  const full = segments.filter(({ right }) => right - x >= width * 0.6).length
  return letters >= 18 && full >= segments.length / 2
}

/** How often the drawing goes from one side of the gutter to the other. */
function countChanges(left: readonly Segment[], right: readonly Segment[]): number {
  const sides = [
    ...left.map(({ order }) => ({ order, side: 0 })),
    ...right.map(({ order }) => ({ order, side: 1 })),
  ]
  sides.sort((one, other) => one.order - other.order)
  return sides.filter(({ side }, index) => index > 0 && sides[index - 1]?.side !== side).length
}

/** Columns from left to right, when these segments are columns of prose; null when they are a table or anything else. */
function readColumns(segments: readonly Segment[]): Segment[][] | null {
  const gutter = findGutter(segments)
  if (gutter === null) return isProse(segments) ? [[...segments]] : null
  const left = segments.filter(({ right }) => right <= gutter)
  const right = segments.filter(({ x }) => x >= gutter)
  if (left.length + right.length < segments.length || breaksTogether(left, right)) return null
  const first = readColumns(left)
  const rest = first && readColumns(right)
  return rest && [...first, ...rest]
}

/** Segments cut at those that cross the gutter, from top to bottom. */
function cutAtCrossing(segments: readonly Segment[], gutter: number): Segment[][] {
  const parts: Segment[][] = []
  let open: Segment[] = []
  for (const segment of [...segments].sort((one, other) => other.y - one.y || one.x - other.x)) {
    if (segment.x < gutter && segment.right > gutter) {
      parts.push(open, [segment])
      open = []
    } else open.push(segment)
  }
  parts.push(open)
  return parts.filter(part => part.length > 0)
}

function orderStretch(lines: readonly PdfLine[]): PdfLine[] {
  const segments = toSegments(lines)
  const gutter = findGutter(segments)
  if (gutter === null) return [...lines]
  const left = segments.filter(({ right }) => right <= gutter)
  const right = segments.filter(({ x }) => x >= gutter)
  if (countChanges(left, right) <= Math.max(2, segments.length / 15)) return [...lines]
  return cutAtCrossing(segments, gutter).flatMap(part => {
    const columns = part.length >= 2 * least ? readColumns(part) : null
    return columns ? columns.flatMap(groupLines) : groupLines(part)
  })
}

/**
 * A page's lines in the order in which they are read. The order of drawing is that, nearly always, and stays as it is unless
 * it goes to and fro between two columns: then columns of prose are read one after the other, and rows of cells put together.
 */
export function orderLines(lines: readonly PdfLine[]): PdfLine[] {
  const ordered: PdfLine[] = []
  let stretch: PdfLine[] = []
  for (const line of lines) {
    if (!line.isRow) {
      stretch.push(line)
      continue
    }
    ordered.push(...orderStretch(stretch), line)
    stretch = []
  }
  return [...ordered, ...orderStretch(stretch)]
}
