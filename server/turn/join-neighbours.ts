import type { Passage } from '../operations/search-knowledge.ts'

/** Longest joined text, in UTF-16 units: what the prompt takes of a passage (promptSizes). */
const longest = 6000
/** Blanks between two chunks that follow each other. */
const widestGap = 4

function endOf({ position, content }: { position: number; content: string }): number {
  return position + content.length
}

/** A passage, with its neighbours or alone. */
export type JoinedPassage = Passage & {
  /** The best chunk's own text, where there is more around it: what is kept where not all is sent. */
  best?: string
}

type Placed = JoinedPassage & { position: number }

function isPlaced(passage: JoinedPassage): passage is Placed {
  return passage.position !== null
}

/**
 * The two as one text when the one follows the other in a section of their document; null when they do not, or stand on
 * two pages: a source names one.
 */
function joined(one: JoinedPassage, other: Passage): JoinedPassage | null {
  if (one.documentId !== other.documentId || one.section !== other.section) return null
  if (one.page !== other.page) return null
  if (!isPlaced(one) || !isPlaced(other)) return null
  const [first, second] = one.position <= other.position ? [one, other] : [other, one]
  const gap = second.position - endOf(first)
  if (gap > widestGap || endOf(second) <= endOf(first)) return null
  const content = `${first.content}${gap > 0 ? '\n\n' : ''}${second.content.slice(Math.max(0, -gap))}`
  if (content.length > longest) return null
  return { ...one, content, position: first.position, best: one.best ?? one.content }
}

/**
 * The best `limit` passages, where a neighbour of one of them, found too, takes no place of its own: the two are one
 * text, in the document's order, at the better one's place. A step that stands half in one chunk and half in the next is read
 * whole. Best first, as they come.
 */
export function joinNeighbours(passages: readonly Passage[], limit: number): JoinedPassage[] {
  const kept: JoinedPassage[] = []
  for (const passage of passages) {
    const at = kept.findIndex(other => joined(other, passage) !== null)
    const whole = kept[at] && joined(kept[at], passage)
    if (whole) kept[at] = whole
    else if (kept.length < limit) kept.push(passage)
  }
  return kept
}
