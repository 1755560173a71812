import type { Source } from '../../contract/chat.ts'
import type { Passage } from '../operations/search-knowledge.ts'

/** The source of a quote: where it stands. Absent members are left out, and so is an address that a browser could run. */
export function quotedSource(
  { filename, title, section, page, url }: Pick<Passage, 'filename' | 'title' | 'section' | 'page' | 'url'>,
  quote: string,
): Source {
  return {
    document: filename,
    title,
    ...(section ? { section } : {}),
    ...(page ? { page } : {}),
    ...(url && /^https?:\/\//i.test(url) ? { url } : {}),
    quote,
  }
}
