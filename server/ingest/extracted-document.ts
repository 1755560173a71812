import type { Block } from './blocks.ts'
import type { Words } from './refusal.ts'
import type { PageSignals } from './web/page-signals.ts'

/** What a format's reader finds in a file. */
export interface ExtractedDocument {
  blocks: Block[]
  /** The document's own words about itself; null when it says nothing. */
  title: string | null
  /** The title in a file's properties: often a template's or a program's, so headings come before it. */
  propertyTitle: string | null
  language: string | null
  url: string | null
  category: string | null
  tags: string[]
  /** What it says of how it is to be searched; see DocumentFrontMatter. */
  priority: number | null
  validFrom: string | null
  validUntil: string | null
  /** Its pages are slides: each speaks for itself. */
  slides: boolean
  /** Number of pages, formats with pages only. */
  pages: number | null
  /** What could not be read though the rest was: `page 7 sans texte`. */
  warnings: Words[]
  /** What a page of the web says to whoever came over a link; null for files. */
  page: PageSignals | null
}

/** An extracted document that says nothing of itself. */
export function documentOf(blocks: Block[], known: Partial<ExtractedDocument> = {}): ExtractedDocument {
  return {
    blocks,
    title: null,
    propertyTitle: null,
    language: null,
    url: null,
    category: null,
    tags: [],
    priority: null,
    validFrom: null,
    validUntil: null,
    slides: false,
    pages: null,
    warnings: [],
    page: null,
    ...known,
  }
}
