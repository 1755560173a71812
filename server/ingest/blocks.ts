import type { ExtractedPair } from './pair-block.ts'

/** What a piece of a document is. Every format is read into these, so there is one splitter. */
export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'code' | 'quote'

/** A piece of a document as a reader found it. */
export interface Block {
  kind: BlockKind
  text: string
  /** 1 to 6, headings only. */
  level?: number
  /** From 1, formats with pages only. */
  page?: number
  /** Blocks of one list or one table share it: they are set on neighbouring lines. */
  group?: number
  /** Headings only: what the part it opens is called in the document's address, percent-encoded, without `#`. */
  anchor?: string
  /** A question–answer pair, which becomes a chunk of its own; `text` is what a reader sees of it. */
  pair?: ExtractedPair
}

/** A block with its place in the extracted text: `text.slice(start, end)` is the block. */
export interface PlacedBlock {
  kind: BlockKind
  level: number | null
  page: number | null
  anchor: string | null
  start: number
  end: number
}

/** A document's text and where its blocks are in it, in order and without overlap. */
export interface ExtractedText {
  text: string
  blocks: PlacedBlock[]
  /** Its pages are slides: see splitDocument. */
  slides?: boolean
}

/**
 * Sets blocks one after the other: an empty line between them, a line break inside a list or a table.
 * Offsets are UTF-16 code units, as `String.prototype.slice` counts them. Empty blocks are dropped.
 */
export function joinBlocks(blocks: readonly Block[]): ExtractedText {
  const placed: PlacedBlock[] = []
  const parts: string[] = []
  let offset = 0
  let previous: Block | undefined
  for (const block of blocks) {
    if (block.text.trim() === '') continue
    if (previous) {
      const separator = previous.group !== undefined && previous.group === block.group ? '\n' : '\n\n'
      parts.push(separator)
      offset += separator.length
    }
    parts.push(block.text)
    placed.push({
      kind: block.kind,
      level: block.level ?? null,
      page: block.page ?? null,
      anchor: block.anchor ?? null,
      start: offset,
      end: offset + block.text.length,
    })
    offset += block.text.length
    previous = block
  }
  return { text: parts.join(''), blocks: placed }
}
