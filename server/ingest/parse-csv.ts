import { decodeText } from './decode-text.ts'

const separators = [';', ',', '\t', '|'] as const

/** The separator that cuts the first lines into the most cells, the same number in each. */
function guessSeparator(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n?|\n/)
    .filter(line => line.trim() !== '')
    .slice(0, 20)
  const scores = separators.map(separator => {
    const counts = lines.map(line => line.replace(/"(?:[^"]|"")*"/g, '').split(separator).length - 1)
    const first = counts[0] ?? 0
    return { separator, score: first === 0 ? 0 : first * counts.filter(count => count === first).length }
  })
  return scores.sort((one, other) => other.score - one.score)[0]?.separator ?? ','
}

/** From `start` to the next separator or the line's end. */
function endOfLetters(text: string, start: number, separator: string): number {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return end
}

/**
 * A cell that a quote opens at `start`, and where it ends. Whoever writes by hand puts a space behind the closing quote,
 * or quotes inside the cell without doubling them: what follows up to the separator is the cell's too.
 */
function quotedCell(text: string, start: number, separator: string): { cell: string; end: number } {
  let close = start + 1
  while (close < text.length && (text[close] !== '"' || text[close + 1] === '"'))
    close += text[close] === '"' ? 2 : 1
  const end = endOfLetters(text, close + 1, separator)
  const rest = text.slice(close + 1, end).trimEnd()
  // `"la "douce" offre"`: the last quote closes. `"douce" offre`: none does.
  let inside = text.slice(start, close + 1) + rest
  if (rest === '') inside = text.slice(start + 1, close)
  else if (rest.endsWith('"')) inside = inside.slice(1, -1)
  return { cell: inside.replaceAll('""', '"'), end }
}

/** RFC 4180 with any separator; a quote inside an unquoted cell is a letter, a quote that is never closed ends with the file. */
function* parseRows(text: string, separator: string): Generator<string[]> {
  const code = separator.charCodeAt(0).toString(16).padStart(4, '0')
  const spaced = new RegExp(` +"(?:[^"\\r\\n]|"")*" *(?:\\u${code}|[\\r\\n]|$)`, 'y')
  let row: string[] = []
  let start = 0
  while (start <= text.length) {
    // `"Offre", "Prix, TTC"`: a space before a quote that closes on the same line is nobody's.
    spaced.lastIndex = start
    if (separator !== ' ' && spaced.test(text)) while (text[start] === ' ') start++
    const plain = endOfLetters(text, start, separator)
    const { cell, end } =
      text[start] === '"'
        ? quotedCell(text, start, separator)
        : { cell: text.slice(start, plain), end: plain }
    row.push(cell)
    if (text[end] === separator) start = end + 1
    else {
      yield row
      row = []
      start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
      if (start >= text.length) return
    }
  }
}

/**
 * The rows of a table of text, each a list of cells: comma, semicolon, tab or bar, found by looking; any usual encoding;
 * `sep=;` as Excel writes it. Binary content comes out with its NULs.
 */
export function parseCsv(bytes: Uint8Array): Generator<string[]> {
  const [, said, rest] = /^\uFEFF?(?:sep=(.)\r?\n)?([\s\S]*)$/.exec(decodeText(bytes)) ?? []
  const text = rest ?? ''
  return parseRows(text, said ?? guessSeparator(text))
}
