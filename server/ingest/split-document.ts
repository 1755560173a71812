import type { ExtractedText } from './blocks.ts'
import type { CountTokens } from './count-tokens.ts'
import { cutPieces, type Piece } from './pieces.ts'
import { findSections, firstAnchor, type Section, sharedPath } from './sections.ts'

/** A part of a document that can be found and cited by itself. */
export interface Chunk {
  /** From 0, in the document's order. */
  index: number
  /** Verbatim: `text.slice(position, position + content.length)` of the extracted text. */
  content: string
  /** Headings above, outermost first, joined by ` > `; null before the first heading. */
  section: string | null
  /** Where in the document's address its section begins (`prix` of `…/offre#prix`); null where nothing says so. */
  anchor: string | null
  page: number | null
  position: number
  tokenCount: number
  /** Of a question–answer pair: the ways to ask for it; `content` is its answer. */
  questions?: string[]
  /** The specialist whom its file gives a pair to. */
  agent?: string
}

/** Goes into every document's hash: raising it makes the next ingestion read unchanged files again. */
export const splitterVersion = 6

/** Tokens a chunk aims at, tokens repeated from the one before, and below which a section joins its neighbour. */
export interface ChunkSizes {
  target: number
  overlap: number
  small: number
}

const defaultSizes: ChunkSizes = { target: 500, overlap: 50, small: 60 }

/** Sections that go into chunks together, with their pieces. */
interface Group {
  sections: Section[]
  pieces: Piece[]
  tokens: number
}

function sumTokens(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.tokens, 0)
}

function joinGroups(first: Group, second: Group): Group {
  return {
    sections: [...first.sections, ...second.sections],
    pieces: [...first.pieces, ...second.pieces],
    tokens: first.tokens + second.tokens,
  }
}

function outermost(group: Group): number {
  return Math.min(...group.sections.map(section => section.level))
}

function isBare(group: Group): boolean {
  return group.sections.every(section => section.body.length === 0)
}

/** A small section takes in the one that follows when that is its child or sibling and both fit one chunk. */
function takesNext(group: Group, next: Group, sizes: ChunkSizes): boolean {
  if (outermost(next) < outermost(group)) return false
  return isBare(group) || (group.tokens < sizes.small && group.tokens + next.tokens <= sizes.target)
}

/** Does what stands before belong under the heading this group's own heading is under? */
function sharesParent(group: Group, previous: Group): boolean {
  const parent = group.sections[0]?.path.slice(0, -1) ?? []
  const path = previous.sections.at(-1)?.path ?? []
  return parent.every((text, index) => path[index] === text)
}

/** A small rest joins what stands before it under the same parent; a heading with nothing under it always does. */
function joinsPrevious(group: Group, previous: Group, sizes: ChunkSizes): boolean {
  if (isBare(group)) return true
  const fits = group.tokens < sizes.small && group.tokens + previous.tokens <= sizes.target
  return fits && sharesParent(group, previous)
}

/** A slide's title without what counts the slides of one subject: `Nos offres (2/3)`, `Nos offres (suite)`. */
function subjectOf({ sections }: Group): string {
  const title = sections.find(({ heading }) => heading)?.path.at(-1) ?? ''
  return title
    .toLowerCase()
    .replace(/\s*[([]?\s*(?:\d+\s*(?:\/|sur|of)\s*\d+|suite|fin|continued|cont\.?)\s*[)\]]?\s*$/u, '')
    .replace(/[\s\d–—:.-]+$/u, '')
}

/** Slides belong together when they go on under the same title, or when the first is nothing but one. */
function areOneSubject(one: Group, other: Group): boolean {
  const page = (group: Group, at: 0 | -1) => group.pieces.at(at)?.page
  if (page(one, -1) === page(other, 0) || isBare(one)) return true
  const subject = subjectOf(one)
  return subject !== '' && subject === subjectOf(other)
}

function groupSections(groups: readonly Group[], sizes: ChunkSizes, slides: boolean): Group[] {
  const mayJoin = (one: Group, other: Group) => !slides || areOneSubject(one, other)
  const forward: Group[] = []
  for (const next of groups) {
    const last = forward.at(-1)
    if (last && mayJoin(last, next) && takesNext(last, next, sizes))
      forward[forward.length - 1] = joinGroups(last, next)
    else forward.push(next)
  }
  const merged: Group[] = []
  for (const group of forward) {
    const last = merged.at(-1)
    if (last && mayJoin(last, group) && joinsPrevious(group, last, sizes))
      merged[merged.length - 1] = joinGroups(last, group)
    else merged.push(group)
  }
  return merged
}

/** The last place to end a chunk that begins at `start` and may not hold piece `full`: see chooseEnd. */
function bestEnd(pieces: readonly Piece[], start: number, full: number, limit: number): number {
  const least = limit * 0.55
  for (let end = full; end > start + 1; end--) {
    const opens = pieces[end]?.opensBlock ?? true
    if (opens && sumTokens(pieces.slice(start, end)) >= least) return end
  }
  return full
}

/** Where a chunk that begins at `start` ends: between blocks if that leaves it half full, and never after a heading. */
function chooseEnd(pieces: readonly Piece[], start: number, limit: number): number {
  let end = start
  let tokens = 0
  while (end < pieces.length && (end === start || tokens + (pieces[end]?.tokens ?? 0) <= limit)) {
    tokens += pieces[end]?.tokens ?? 0
    end++
  }
  if (end === pieces.length) return end
  let best = bestEnd(pieces, start, end, limit)
  while (best > start + 1 && pieces[best - 1]?.heading) best--
  return best
}

/** First piece of the overlap before `start`: whole pieces of the same section, no heading, none already first. */
function overlapStart(
  pieces: readonly Piece[],
  start: number,
  previousStart: number,
  overlap: number,
): number {
  const section = pieces[start]?.section
  let first = start
  let tokens = 0
  while (first - 1 > previousStart) {
    const piece = pieces[first - 1]
    if (!piece || piece.heading || piece.section !== section || tokens + piece.tokens > overlap) break
    tokens += piece.tokens
    first--
  }
  return first
}

/** A chunk's pieces: `from` counts the overlap in, `start` does not. */
interface Range {
  from: number
  start: number
  end: number
}

function packGroup({ pieces, tokens }: Group, sizes: ChunkSizes): Range[] {
  // Equal shares, so that a section just over the target is not one full chunk and a crumb.
  const shares = Math.ceil(tokens / sizes.target)
  const limit = Math.min(sizes.target, Math.ceil((tokens / shares) * 1.15))
  const ranges: Range[] = []
  let start = 0
  while (start < pieces.length) {
    const end = chooseEnd(pieces, start, limit)
    const previous = ranges.at(-1)
    const from = previous ? overlapStart(pieces, start, previous.start, sizes.overlap) : start
    // A crumb at the end goes to the chunk before it, which stays under target + small.
    if (previous && end === pieces.length && sumTokens(pieces.slice(start, end)) < sizes.small)
      previous.end = end
    else ranges.push({ from, start, end })
    start = end
  }
  return ranges
}

/**
 * Cuts a document into chunks that follow its structure: one section each where that fits, small neighbours
 * together with their headings, large ones at blocks, then sentences, then words. Pure.
 * Slides go into a chunk together only when they are of one subject: the same title, or a title alone and what follows it.
 * Every character that is not white space is in a chunk; positions increase; no chunk is over
 * `target + overlap + small` tokens, give or take a tenth for what joins its pieces.
 */
export function splitDocument(
  extracted: ExtractedText,
  countTokens: CountTokens,
  sizes: ChunkSizes = defaultSizes,
): Chunk[] {
  const single = findSections(extracted).map(section => {
    const pieces = cutPieces(extracted, section, countTokens)
    return { sections: [section], pieces, tokens: sumTokens(pieces) }
  })
  const ranges = groupSections(single, sizes, extracted.slides === true).flatMap(group =>
    packGroup(group, sizes).map(range => ({ group, range })),
  )
  return ranges.flatMap(({ group, range }, index) => {
    const pieces = group.pieces.slice(range.from, range.end)
    const own = group.pieces.slice(range.start, range.end)
    const [first] = pieces
    const last = pieces.at(-1)
    if (!first || !last) return []
    const content = extracted.text.slice(first.start, last.end)
    const inside = [...new Set(own.map(piece => piece.section))]
    const path = sharedPath(inside)
    return {
      index,
      content,
      section: path.length > 0 ? path.join(' > ') : null,
      anchor: firstAnchor(inside),
      page: own[0]?.page ?? null,
      position: first.start,
      tokenCount: countTokens(content),
    }
  })
}
