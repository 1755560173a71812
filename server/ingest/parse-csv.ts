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

/** RFC 4180 with any separator; a quote inside an unquoted cell is a letter, a quote that is never closed ends with the file. */
function* parseRows(text: string, separator: string): Generator<string[]> {
  let row: string[] = []
  let start = 0
  while (start <= text.length) {
    let cell: string
    let end: number
    if (text[start] === '"') {
      end = start + 1
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"'))
        end += text[end] === '"' ? 2 : 1
      cell = text.slice(start + 1, end).replaceAll('""', '"')
      end++
    } else {
      end = start
      while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
      cell = text.slice(start, end)
    }
    row.push(cell)
    if (text[end] === separator) start = end + 1
    else {
      yield row
      row = []
      while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++
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
