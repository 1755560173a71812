import type { Block } from './blocks.ts'
import { cleanLine } from './clean-text.ts'
import type { PdfLine } from './pdf-lines.ts'
import { readTable, tableAt } from './pdf-table.ts'
import type { PdfTable } from './pdf-table-pages.ts'

const bullet = /^\s*(?:[•‣▪●○◦–—*➢➤✓✔-]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)/u
const sentenceEnd = /[.!?…:;»"”)]\s*$/

/** The size most characters have. */
export function bodySize(lines: readonly PdfLine[]): number {
  const characters = new Map<number, number>()
  for (const line of lines) {
    const size = Math.round(line.size * 2) / 2
    characters.set(size, (characters.get(size) ?? 0) + line.text.length)
  }
  return [...characters].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

/** The usual distance between two lines' feet: the median. */
function usualLeading(lines: readonly PdfLine[]): number {
  const steps = lines
    .slice(1)
    .map((line, index) => (lines[index]?.y ?? 0) - line.y)
    .filter((step, index) => step > 0 && step < (lines[index]?.size ?? 0) * 3)
    .sort((a, b) => a - b)
  return steps[Math.floor(steps.length / 2)] ?? 0
}

/** Sizes clearly larger than the body's, largest first: their rank is a heading's level. */
function headingSizes(lines: readonly PdfLine[], body: number): number[] {
  const sizes = lines.filter(line => line.size > body * 1.12).map(line => Math.round(line.size))
  return [...new Set(sizes)].sort((a, b) => b - a)
}

/** Words of the document that stand unbroken in it, to decide whether a hyphen at a line's end belongs to the word. */
function knownWords(lines: readonly PdfLine[]): Set<string> {
  return new Set(
    lines.flatMap(
      line =>
        line.text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*(?!\p{L}|[-\u2010]\s*$)/gu) ?? [],
    ),
  )
}

const keepsHyphen =
  /^(?:je|tu|il|elle|on|nous|vous|ils|elles|moi|toi|lui|leur|y|en|ci|là|t|même|mêmes|être|vous)$/i

/** Joins a line to a paragraph: a hyphen at the break goes, unless the word is written with it. */
function joinText(text: string, next: string, words: ReadonlySet<string>): string {
  if (/\u00ad\s*$/.test(text)) return text.replace(/\u00ad\s*$/, '') + next
  const [, before] = /(\p{L}+)[-\u2010]\s*$/u.exec(text) ?? []
  const [after] = /^\p{Ll}+/u.exec(next) ?? []
  if (!before || !after) return `${text} ${next}`
  const broken = text.replace(/\s+$/, '')
  const compound =
    words.has(`${before}-${after}`.toLowerCase()) && !words.has(`${before}${after}`.toLowerCase())
  return compound || keepsHyphen.test(after) ? broken + next : broken.slice(0, -1) + next
}

/** What decides where a paragraph ends. */
interface Measures {
  body: number
  leading: number
  headings: number[]
  /** Right edge of the text, per page. */
  right: Map<number, number>
  words: Set<string>
}

function measure(lines: readonly PdfLine[]): Measures {
  const body = bodySize(lines)
  const right = new Map<number, number>()
  for (const line of lines) right.set(line.page, Math.max(right.get(line.page) ?? 0, line.right))
  return {
    body,
    leading: usualLeading(lines),
    headings: headingSizes(lines, body),
    right,
    words: knownWords(lines),
  }
}

/** Larger type, in one piece but for a number that stands far before it: rows of cells in large type are a table. */
function isHeading(line: PdfLine, { body }: Measures): boolean {
  const pieces = line.cells.length - (/^\d{1,2}(?:\.\d{1,2})*\.?$/.test(line.cells[0]?.text ?? '') ? 1 : 0)
  if (line.isRow || pieces > 1) return false
  return line.size > body * 1.12 && /\p{L}{2}/u.test(line.text) && line.text.trim().length < 150
}

function startsBlock(line: PdfLine, previous: PdfLine, measures: Measures): boolean {
  if (Math.abs(line.size - previous.size) > measures.body * 0.1) return true
  if (bullet.test(line.text)) return true
  const unfinished = !sentenceEnd.test(previous.text) && /^\s*\p{Ll}/u.test(line.text)
  const step = previous.y - line.y
  // Another page or another column: only a sentence that goes on joins them.
  if (line.page !== previous.page || step < -measures.leading / 2) return !unfinished
  if (isHeading(line, measures)) return step > line.size * 1.8
  if (step > Math.max(measures.leading, line.size) * 1.4) return true
  const width = previous.right - previous.x
  const short =
    previous.right < (measures.right.get(previous.page) ?? 0) * 0.8 && width < (line.right - line.x) * 0.8
  return short && sentenceEnd.test(previous.text)
}

function lineBlock(line: PdfLine, measures: Measures, group: number): Block {
  const { page } = line
  const text = line.text.trim()
  if (isHeading(line, measures)) {
    const level = Math.min(measures.headings.indexOf(Math.round(line.size)) + 1, 6) || 1
    return { kind: 'heading', level, text, page }
  }
  return bullet.test(text) ? { kind: 'list-item', text, page, group } : { kind: 'paragraph', text, page }
}

/** Puts lines together to headings (larger type), list items (bullets), table rows and paragraphs, in reading order. */
export function pdfBlocks(lines: readonly PdfLine[]): Block[] {
  const measures = measure(lines)
  const blocks: Block[] = []
  let previous: PdfLine | undefined
  let group = 0
  /** The table that ended a page just now. */
  let closing: PdfTable | null = null
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]
    if (!line) continue
    const last = blocks.at(-1)
    const above = closing
    closing = null
    const table = tableAt(lines, index, candidate => isHeading(candidate, measures), above)
    if (table.length > 0) {
      const read = readTable(table, ++group, above)
      blocks.push(...read.blocks)
      index += table.length - 1
      if (lines[index + 1]?.page === line.page + 1) closing = read.table
      previous = undefined
      continue
    }
    if (last && previous && !startsBlock(line, previous, measures)) {
      last.text = joinText(last.text, line.text.trim(), measures.words)
    } else {
      if (last?.kind !== 'list-item') group++
      blocks.push(lineBlock(line, measures, group))
    }
    previous = line
  }
  return blocks.map(block => ({ ...block, text: cleanLine(unfoldLigatures(block.text)) }))
}

/** ﬁ, ﬂ and the like as letters: nobody types them into a search. */
function unfoldLigatures(text: string): string {
  return text.replace(/[\uFB00-\uFB06]/g, ligature => ligature.normalize('NFKC'))
}
