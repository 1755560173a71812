import type { ExtractedText, PlacedBlock } from './blocks.ts'

/** A heading and what stands under it, up to the next heading. */
export interface Section {
  /** The headings above and its own, outermost first; empty before the first heading. */
  path: string[]
  /** Of its own heading, 0 before the first. */
  level: number
  /** Of its own heading, else of the nearest one above that has any: where it is in the document's address. */
  anchor: string | null
  heading: PlacedBlock | null
  body: PlacedBlock[]
}

const maximumHeading = 200

function headingText(extracted: ExtractedText, block: PlacedBlock): string {
  const text = extracted.text.slice(block.start, block.end).replace(/\s+/g, ' ')
  return text.length > maximumHeading ? `${text.slice(0, maximumHeading).trimEnd()}…` : text
}

/** A slide without a title does not go on with the one before: it is a section of its own, without a heading. */
function opensSlide(extracted: ExtractedText, current: Section, block: PlacedBlock): boolean {
  if (!extracted.slides) return false
  const last = current.body.at(-1) ?? current.heading
  return last !== null && last !== undefined && last.page !== block.page
}

/** Cuts a document at its headings, in order; slides also where the next one begins. */
export function findSections(extracted: ExtractedText): Section[] {
  const sections: Section[] = []
  const above: { level: number; text: string; anchor: string | null }[] = []
  let current: Section = { path: [], level: 0, anchor: null, heading: null, body: [] }
  for (const block of extracted.blocks) {
    if (block.kind !== 'heading') {
      if (opensSlide(extracted, current, block)) {
        sections.push(current)
        const path = above.slice(0, -1).map(heading => heading.text)
        current = { ...current, path, heading: null, body: [] }
      }
      current.body.push(block)
      continue
    }
    if (current.heading || current.body.length > 0) sections.push(current)
    const level = block.level ?? 1
    while ((above.at(-1)?.level ?? 0) >= level) above.pop()
    const anchor = block.anchor ?? above.at(-1)?.anchor ?? null
    above.push({ level, text: headingText(extracted, block), anchor })
    current = { path: above.map(heading => heading.text), level, anchor, heading: block, body: [] }
  }
  if (current.heading || current.body.length > 0) sections.push(current)
  return sections
}

/**
 * Where a chunk of these sections stands: the headings that those with a body share (with one, its whole path).
 * Without any in common, the first path there is: its heading is what the chunk shows first.
 */
export function sharedPath(sections: readonly Section[]): string[] {
  const filled = sections.filter(section => section.body.length > 0)
  const paths = (filled.length > 0 ? filled : sections.slice(-1)).map(section => section.path)
  const [first = [], ...rest] = paths
  const differs = first.findIndex((text, index) => rest.some(path => path[index] !== text))
  const shared = differs === -1 ? first : first.slice(0, differs)
  return shared.length > 0 ? shared : (paths.find(path => path.length > 0) ?? [])
}

/** The anchor of the first of these sections that has a body; of the last one when none has. */
export function firstAnchor(sections: readonly Section[]): string | null {
  const first = sections.find(section => section.body.length > 0) ?? sections.at(-1)
  return first?.anchor ?? null
}
