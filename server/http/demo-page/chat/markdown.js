import { parseInline } from './markdown-inline.js'

/** @typedef {import('./markdown-inline.js').Inline} Inline */
/** @typedef {import('./markdown-inline.js').Place} Place */
/**
 * @typedef {{ kind: 'paragraph', lines: Inline[][] }
 *   | { kind: 'heading', line: Inline[] }
 *   | { kind: 'list', ordered: boolean, start: number, items: Inline[][] }
 *   | { kind: 'quote', blocks: Block[] }} Block
 */

/** Quotes within quotes deeper than this are shown flat. */
const deepestQuote = 3

/** Marks that hide text from a reader or turn its order around. Joiners and variation selectors stay: emoji need them. */
const hidden = /[\u200B\u2060\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu

const listMark = /^\s{0,6}(?:[-*]|(\d{1,3})[.)])\s+(?=\S)/
const quoteMark = /^\s{0,3}>\s?/
const headingMark = /^\s{0,3}#{1,6}\s+(?=\S)/

/** @param {string} line */
const opensBlock = line => listMark.test(line) || quoteMark.test(line) || headingMark.test(line)

/** The lines from `start` for which `belongs` is true. @param {string[]} lines @param {number} start @param {(line: string) => boolean} belongs */
function takeWhile(lines, start, belongs) {
  const end = lines.findIndex((line, index) => index >= start && !belongs(line))
  return lines.slice(start, end < 0 ? lines.length : end)
}

/** @param {string[]} lines @param {number} depth @returns {{ block: Block, used: number }} */
function takeQuote(lines, depth) {
  const quoted = takeWhile(lines, 0, line => quoteMark.test(line))
  const inner = quoted.map(line => line.replace(quoteMark, ''))
  return { block: { kind: 'quote', blocks: parseBlocks(inner, depth + 1) }, used: quoted.length }
}

/** @param {string[]} lines @param {Place} place @returns {{ block: Block, used: number }} */
function takeList(lines, place) {
  const number = listMark.exec(lines[0] ?? '')?.[1]
  const ordered = number !== undefined
  /** @type {string[]} */
  const items = []
  let used = 0
  for (const line of lines) {
    const mark = listMark.exec(line)
    if (mark && (mark[1] !== undefined) === ordered) items.push(line.slice(mark[0].length))
    else if (!mark && /^\s+\S/.test(line)) items.push(`${items.pop() ?? ''} ${line.trim()}`)
    else break
    used++
  }
  const list = { ordered, start: Number(number ?? 1), items: items.map(item => parseInline(item, place)) }
  return { block: { kind: 'list', ...list }, used }
}

/** @param {string[]} lines @param {Place} place @returns {{ block: Block, used: number }} */
function takeParagraph(lines, place) {
  const first = lines[0] ?? ''
  const others = takeWhile(lines, 1, line => line.trim() !== '' && !opensBlock(line))
  const all = [first, ...others].map(line => parseInline(line.trim(), place))
  return { block: { kind: 'paragraph', lines: all }, used: all.length }
}

/** @param {string[]} lines @param {number} depth @returns {{ block: Block, used: number }} */
function takeBlock(lines, depth) {
  const line = lines[0] ?? ''
  const place = depth === 0 ? 'own' : 'quote'
  if (quoteMark.test(line) && depth < deepestQuote) return takeQuote(lines, depth)
  if (listMark.test(line)) return takeList(lines, place)
  if (headingMark.test(line)) {
    return { block: { kind: 'heading', line: parseInline(line.replace(headingMark, ''), place) }, used: 1 }
  }
  return takeParagraph(lines, place)
}

/** @param {string[]} lines @param {number} depth @returns {Block[]} */
function parseBlocks(lines, depth) {
  /** @type {Block[]} */
  const blocks = []
  let index = 0
  while (index < lines.length) {
    if (lines[index]?.trim() === '') index++
    else {
      const { block, used } = takeBlock(lines.slice(index), depth)
      blocks.push(block)
      index += used
    }
  }
  return blocks
}

/**
 * Reads the small part of Markdown that an answer may use: paragraphs, headings, lists, quotations, bold, emphasis, links.
 * All else (HTML, pictures, code) stays text. Pure data: the view makes text nodes of it, never markup.
 * @param {string} text
 * @returns {Block[]}
 */
export function parseMarkdown(text) {
  return parseBlocks(text.replace(hidden, '').split(/\r\n|\r|\n/), 0)
}
