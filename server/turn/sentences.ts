import { isCode } from './code.ts'
import { type Line, splitLines } from './lines.ts'

/**
 * A quotable unit of a passage: a sentence, a list item or a table row. Offsets are those of the passage's
 * content (UTF-16). `heading` joins the headings and questions it stands under; `block` numbers the paragraph or
 * list it belongs to; `lead` is the index of the sentence above its list, if any.
 */
export type Unit = {
  start: number
  end: number
  text: string
  kind: 'text' | 'item' | 'row'
  block: number
  heading: string
  /** The heading above it, as written; empty when there is none. */
  under: string
  lead: number | null
  /** True when the text goes on after `end`: a sentence too long to quote whole. */
  cut: boolean
}

/** A sentence longer than this many characters is cut at its last pause before. */
const maxSentenceLength = 420

const hasLetters = /[\p{L}\p{N}]{2}/u
const boundary =
  /[.!?…]+(?:["”’')\]]|\s?»)*(?=\s+["«“‘'([]{0,2}\s?[\p{Lu}\p{N}¿¡\p{Extended_Pictographic}])/gu
const abbreviation =
  /(?:^|[\s('’])(?:\p{Lu}|MM|Mme|Mlle|Dr|Pr|St|Ste|art|al|cf|vs|ex|fig|n°|p|pp|tél|vol|Mr|Mrs|Ms|Jr|Sr|Inc|Ltd|e\.g|i\.e|approx|bd|av)\.$/u

/**
 * Cuts a passage into quotable units, headings left out. `section` is the passage's headings, ` > ` between them,
 * when they are known; lines of code are left out unless `code`. Linear in the length of the content.
 */
export function splitUnits(content: string, section: string | null = null, code = true): Unit[] {
  const units: Unit[] = []
  let heading = ''
  let question = ''
  let block = 0
  let lead: number | null = null
  let above: Line['kind'] = 'blank'
  const path = section?.split(' > ') ?? []
  const lines = splitLines(content, new Set(path))
  // A chunk cut in the middle of its section does not begin with its heading.
  const own = path.at(-1) ?? ''
  const cut = !lines.some(line => line.kind === 'heading' && content.slice(line.start, line.end) === own)
  if (cut) heading = own
  for (const line of lines) {
    if (line.kind === 'blank') continue
    if (line.kind === 'heading') {
      heading = content.slice(line.start, line.end)
      question = ''
      lead = null
    }
    if (line.kind !== above || line.kind === 'text') block++
    above = line.kind
    if (line.kind === 'heading') continue
    for (const [start, end, cut] of sentenceSpans(content, line)) {
      const text = content.slice(start, end)
      if (!hasLetters.test(text) || (!code && isCode(text))) continue
      const leads = line.kind === 'item' ? lead : null
      units.push({
        start,
        end,
        text,
        kind: line.kind,
        block,
        heading: `${heading} ${question}`.trim(),
        under: heading,
        lead: leads === -1 ? null : leads,
        cut,
      })
      if (line.kind === 'text' && text.endsWith('?')) question = text
    }
    if (line.kind === 'text') lead = units.length - 1
  }
  return units
}

/** Start, end and whether it was cut, for each sentence of a line. An item or a row is one unit, if short enough. */
function* sentenceSpans(content: string, line: Line): Generator<[number, number, boolean]> {
  const text = content.slice(line.start, line.end)
  let from = 0
  if (line.kind === 'text' || text.length > maxSentenceLength) {
    for (const match of text.matchAll(boundary)) {
      const end = match.index + match[0].length
      if (abbreviation.test(text.slice(Math.max(from, end - 12), end))) continue
      yield* pieces(content, line.start + from, line.start + end)
      from = end
    }
  }
  yield* pieces(content, line.start + from, line.start + text.length)
}

/** The span without the white space around it; in pieces when it is too long to be one sentence. */
function* pieces(content: string, start: number, end: number): Generator<[number, number, boolean]> {
  let from = skipSpace(content, start, end)
  const to = trimEnd(content, from, end)
  while (to - from > maxSentenceLength) {
    const cut = lastPause(content, from, from + maxSentenceLength)
    yield [from, trimEnd(content, from, cut), true]
    from = skipSpace(content, cut, to)
  }
  if (to > from) yield [from, to, false]
}

function skipSpace(content: string, start: number, end: number): number {
  let index = start
  while (index < end && /\s/.test(content[index] ?? '')) index++
  return index
}

function trimEnd(content: string, start: number, end: number): number {
  let index = end
  while (index > start && /\s/.test(content[index - 1] ?? '')) index--
  return index
}

/** Where to cut between two offsets: after the last `;`, `:` or `,`, else the last space, else between characters. */
function lastPause(content: string, start: number, end: number): number {
  const text = content.slice(start, end)
  const half = maxSentenceLength / 2
  const pause = Math.max(text.lastIndexOf('; '), text.lastIndexOf(': '), text.lastIndexOf(', '))
  if (pause > half) return start + pause + 1
  const space = text.lastIndexOf(' ')
  if (space > half) return start + space
  return /[\uD800-\uDBFF]$/.test(text) ? end - 1 : end
}
