/**
 * A logical line of a passage: `start` is after its marker (`- `, `3. `, `## `, `> `), `end` before its line
 * break. A paragraph wrapped over several physical lines is one `text` line.
 */
export type Line = { kind: 'blank' | 'heading' | 'text' | 'item' | 'row'; start: number; end: number }

const headingMark = /^ {0,3}#{1,6}\s+/
const itemMark = /^\s*(?:[-*+•‣▪◦·–—]|\d{1,3}[.)]|[a-z]\))\s+(?=\S)/u
const quoteMark = /^ {0,3}>\s?/
const rowShape = /^\s*\|.*\|\s*$|\S\s+\|\s+\S|^[^:;]{1,60}: [^;]{1,200}; [^:;]{1,60}: /
const ruleShape = /^[\s|:=_*-]*$/
const noise =
  /^\s*(?:>\s*\[![A-Z]+\].*|\{[%{].*[%}]\}|<[^>]*>|!?\[[^\]]*\]\([^)]*\)|:{3,}.*|`{3,}.*|~{3,}.*)\s*$/
const terminal = /[.!?…:;,][\s"»”’')\]*_]*$/
const opensLow = /^\s*["«“(']?\s*\p{Ll}/u

/** Where the list item whose text begins at `start` begins with its marker (`3. `, `- `); `start` where it has none. */
export function markedStart(content: string, start: number): number {
  const line = content.lastIndexOf('\n', start - 1) + 1
  // A marker with its indentation is short: what is longer is no marker, and is not read to its end.
  const before = content.slice(Math.max(line, start - 200), start)
  return itemMark.exec(`${before}x`)?.[0].length === before.length ? start - before.trimStart().length : start
}

/**
 * Reads the lines of a passage: headings, list items, table rows, and paragraphs with their wrapped lines joined.
 * `headings` are titles known from elsewhere: a line that is one of them is a heading, whatever it looks like.
 */
export function splitLines(content: string, headings: ReadonlySet<string> = new Set()): Line[] {
  const raw = rawLines(content)
  const lines: Line[] = []
  raw.forEach((line, index) => {
    const previous = lines.at(-1)
    const kind = headings.has(line.text.trim()) ? 'heading' : kindOfLine(raw, index, previous)
    if (kind === 'continuation' && previous) previous.end = line.start + line.text.trimEnd().length
    else if (kind !== 'continuation') lines.push({ kind, ...inside(line, kind) })
  })
  return lines
}

type Raw = { start: number; text: string }

/** Physical lines with their offsets; what is inside a code fence is left out. */
function rawLines(content: string): Raw[] {
  const lines: Raw[] = []
  let start = 0
  let fenced = false
  for (const text of content.split('\n')) {
    const fence = /^\s*(?:`{3,}|~{3,})/.test(text)
    if (fence) fenced = !fenced
    lines.push({ start, text: fenced || fence ? '' : text })
    start += text.length + 1
  }
  return lines
}

function kindOfLine(raw: readonly Raw[], index: number, previous?: Line): Line['kind'] | 'continuation' {
  const text = raw[index]?.text ?? ''
  const before = raw[index - 1]?.text ?? ''
  if (ruleShape.test(text) || noise.test(text)) return 'blank'
  if (headingMark.test(text)) return 'heading'
  if (itemMark.test(text)) return 'item'
  if (rowShape.test(text)) return 'row'
  const follows = previous?.kind === 'text' || previous?.kind === 'item'
  if (follows && opensLow.test(text)) return lowLine(before, previous.kind)
  if (looksLikeHeading(text, before, raw[index + 1]?.text, raw[index + 2]?.text)) return 'heading'
  return follows && wrapped(before) ? 'continuation' : 'text'
}

/**
 * What a line is that opens with a small letter: extractors that drop bullets leave the items of a list on lines
 * of their own; a fixed width breaks a paragraph; and some authors forget the capital.
 */
function lowLine(before: string, previous: Line['kind']): Line['kind'] | 'continuation' {
  if (previous === 'item' && !itemMark.test(before)) return wrapped(before) ? 'continuation' : 'item'
  if (/[:;]\s*$/.test(before)) return 'item'
  return /[.!?…]\s*$/.test(before) ? 'text' : 'continuation'
}

/** A short line without a full stop that has text under it: right under it, or after one empty line. */
function looksLikeHeading(text: string, before: string, after = '', beyond = ''): boolean {
  const short = text.length <= 90 && text.split(/\s+/).length <= 14 && /\p{L}/u.test(text)
  if (!short) return false
  const under = after.trim() === '' ? beyond : after
  if (under.trim() === '' || opensLow.test(under)) return false
  const alone = before.trim() === '' && after.trim() === ''
  return !terminal.test(text) || (alone && /\?\s*$/.test(text))
}

/** True for a physical line that a fixed width broke: long, and without an end. */
function wrapped(line: string): boolean {
  return line.length >= 60 && line.length <= 130 && !terminal.test(line)
}

function inside(line: Raw, kind: Line['kind']): { start: number; end: number } {
  const mark = kind === 'item' ? itemMark : kind === 'heading' ? headingMark : quoteMark
  const skipped = mark.exec(line.text)?.[0].length ?? 0
  const end = line.start + line.text.trimEnd().length
  return { start: Math.min(line.start + skipped, end), end }
}
