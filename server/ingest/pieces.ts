import type { ExtractedText, PlacedBlock } from './blocks.ts'
import type { CountTokens } from './count-tokens.ts'
import type { Section } from './sections.ts'
import { sentenceSpans } from './sentence-spans.ts'

/** What a chunk is packed from: a heading, a sentence, a list item, a table row, a line of code, or a part of one. */
export interface Piece {
  /** `text.slice(start, end)`, without white space at either end. */
  start: number
  end: number
  tokens: number
  /** First of its block: a good place to begin a chunk. */
  opensBlock: boolean
  heading: boolean
  section: Section
  page: number | null
}

/** A piece over this many tokens is cut at words. */
const maximumPiece = 200
/** Characters that cannot be more tokens than that, in any writing. */
const sureLength = 60
/** Tokens of a cut's parts: small enough to serve as overlap. */
const cutPiece = 45

interface Span {
  start: number
  end: number
}

/** Without the white space around; null when nothing is left. */
function trimSpan(text: string, { start, end }: Span): Span | null {
  const part = text.slice(start, end)
  const first = part.search(/\S/)
  return first === -1 ? null : { start: start + first, end: start + part.trimEnd().length }
}

function lineSpans(text: string): Span[] {
  return Array.from(text.matchAll(/[^\n]+/g), ({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }))
}

/** Runs of words of about `cutPiece` tokens; a word without end is cut every 60 characters, never inside a pair. */
function wordSpans(text: string, span: Span, countTokens: CountTokens): Span[] {
  const spans: Span[] = []
  let open: Span | null = null
  let tokens = 0
  for (const { 0: word, index } of text
    .slice(span.start, span.end)
    .matchAll(/\s*\S{1,60}(?<![\uD800-\uDBFF])/g)) {
    const start = span.start + index
    const count = countTokens(word)
    if (open && tokens + count <= cutPiece) {
      open.end = start + word.length
      tokens += count
      continue
    }
    open = { start, end: start + word.length }
    tokens = count
    spans.push(open)
  }
  return spans
}

function splitBlock(text: string, block: PlacedBlock): Span[] {
  if (block.kind === 'heading') return [block]
  const content = text.slice(block.start, block.end)
  const spans = block.kind === 'code' ? lineSpans(content) : sentenceSpans(content)
  return spans.map(({ start, end }) => ({ start: block.start + start, end: block.start + end }))
}

/** Short list items, rows and code stay whole; prose is cut into sentences, anything too long at words. */
function spansOf(text: string, block: PlacedBlock, countTokens: CountTokens): Span[] {
  const prose = block.kind === 'paragraph' || block.kind === 'quote'
  const isShort = (span: Span) =>
    span.end - span.start <= sureLength || countTokens(text.slice(span.start, span.end)) <= maximumPiece
  const whole = !prose && isShort(block) ? [block] : splitBlock(text, block)
  return whole.flatMap(span => (isShort(span) ? [span] : wordSpans(text, span, countTokens)))
}

/** A section's pieces in order, its heading first. */
export function cutPieces(extracted: ExtractedText, section: Section, countTokens: CountTokens): Piece[] {
  const { text } = extracted
  const blocks = section.heading ? [section.heading, ...section.body] : section.body
  return blocks.flatMap(block =>
    spansOf(text, block, countTokens)
      .flatMap(span => trimSpan(text, span) ?? [])
      .map(({ start, end }, index) => ({
        start,
        end,
        tokens: countTokens(text.slice(start, end)) + 1,
        opensBlock: index === 0,
        heading: block.kind === 'heading',
        section,
        page: block.page,
      })),
  )
}
