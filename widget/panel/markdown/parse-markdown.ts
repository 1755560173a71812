import { type Inline, type Place, parseInline } from './parse-inline.ts'

export type { Inline }

/** A part of an answer. `level` of a list: 0, or how deep it is indented, at most 3. */
export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'heading'; line: Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; level: number; items: Inline[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string }

/** Quotes within quotes deeper than this are shown flat. */
const deepestQuote = 3

/** Marks that hide text from a reader or turn its order around. Joiners and variation selectors stay: emoji need them. */
const hidden = /[\u200B\u2060\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu

const listMark = /^( {0,8})(?:[-*+]|(\d{1,3})[.)])\s+(?=\S)/
const quoteMark = /^ {0,3}>\s?/
const headingMark = /^ {0,3}#{1,6}\s+(?=\S)/
const fenceMark = /^( *)(```|~~~)[^`]*$/
const rule = /^ {0,3}([-*_])( *\1){2,} *$/
const tableRule = /^[\s|:-]*-[\s|:-]*$/

const startsBlock = (line: string): boolean =>
  [listMark, quoteMark, headingMark, fenceMark, rule].some(mark => mark.test(line))

/** A table's row as text; null for the line beneath its head. */
function toText(line: string): string | null {
  const text = line.trim()
  if (text[0] !== '|') return text
  return tableRule.test(text)
    ? null
    : text
        .replace(/^\||\|$/g, '')
        .split('|')
        .map(cell => cell.trim())
        .join(' | ')
}

/**
 * Reads `lines` to their end; `depth`: quotes around them. Calls `onBreak` after each empty line that another follows:
 * so many lines and blocks stay as they are, whatever the last line may grow to.
 */
function parseLines(
  lines: readonly string[],
  depth: number,
  onBreak?: (lineCount: number, blockCount: number) => void,
): Block[] {
  const blocks: Block[] = []
  const place: Place = depth ? 'quote' : 'own'
  let at = 0

  /** The next lines for which `belongs` is true. */
  const takeWhile = (belongs: (line: string) => boolean): string[] => {
    const from = at
    for (let line = lines[at]; line !== undefined && belongs(line); line = lines[at]) at++
    return lines.slice(from, at)
  }

  function takeCode([, indent = '', fence = '']: RegExpExecArray): Block {
    at++
    const text = takeWhile(line => !line.trim().startsWith(fence))
    at++
    const inner = text.map(line => (line.startsWith(indent) ? line.slice(indent.length) : line))
    return { kind: 'code', text: inner.join('\n') }
  }

  function takeList([, indent = '', number]: RegExpExecArray): Block {
    const items: string[] = []
    takeWhile(line => {
      const mark = listMark.exec(line)
      if (mark && mark[1] === indent && !mark[2] === !number) items.push(line.slice(mark[0].length))
      else if (!mark && /^\s+\S/.test(line) && !fenceMark.test(line))
        items[items.length - 1] += ` ${line.trim()}`
      else return false
      return true
    })
    const level = Math.min(3, indent.length >> 1)
    const parsed = items.map(item => parseInline(item, place))
    return { kind: 'list', ordered: !!number, start: +(number ?? 1), level, items: parsed }
  }

  for (let line = lines[at]; line !== undefined; line = lines[at]) {
    const fence = fenceMark.exec(line)
    const list = listMark.exec(line)
    if (!line.trim() || rule.test(line)) {
      at++
      if (!line.trim() && at < lines.length) onBreak?.(at, blocks.length)
    } else if (fence) blocks.push(takeCode(fence))
    else if (quoteMark.test(line) && depth < deepestQuote) {
      const quoted = takeWhile(next => quoteMark.test(next)).map(next => next.replace(quoteMark, ''))
      blocks.push({ kind: 'quote', blocks: parseLines(quoted, depth + 1) })
    } else if (list) blocks.push(takeList(list))
    else if (headingMark.test(line)) {
      at++
      blocks.push({ kind: 'heading', line: parseInline(line.replace(headingMark, '').trim(), place) })
    } else {
      at++
      const texts = [line, ...takeWhile(next => !!next.trim() && !startsBlock(next))].map(toText)
      blocks.push({
        kind: 'paragraph',
        lines: texts.flatMap(text => (text === null ? [] : [parseInline(text, place)])),
      })
    }
  }
  return blocks
}

/**
 * Reads the small part of Markdown that an answer may use: paragraphs, headings, lists, quotations, code, bold,
 * emphasis, links, citations. All else (HTML, pictures, tables) stays text. Pure data: the view makes text nodes
 * of it, never markup. For one growing text: only its last part is read again, and blocks before stay the same objects.
 */
export function createMarkdownReader(): (text: string) => Block[] {
  let settledText = ''
  let settled: Block[] = []
  return written => {
    const text = written.replace(hidden, '').replace(/\r\n?/g, '\n')
    if (!text.startsWith(settledText)) {
      settledText = ''
      settled = []
    }
    const lines = text.slice(settledText.length).split('\n')
    let settledLines = 0
    let settledBlocks = settled.length
    const blocks = parseLines(lines, 0, (lineCount, blockCount) => {
      settledLines = lineCount
      settledBlocks = settled.length + blockCount
    })
    const all = [...settled, ...blocks]
    settledText += lines
      .slice(0, settledLines)
      .map(line => `${line}\n`)
      .join('')
    settled = all.slice(0, settledBlocks)
    return all
  }
}

/** Reads a text that is complete. */
export const parseMarkdown = (text: string): Block[] => createMarkdownReader()(text)
