import { foldText } from '../../server/agents/fold-text.ts'
import type { AskedProduct } from './ask-product.ts'
import type { GoldenCase } from './golden-case.ts'

/** What a question must pass; null where nothing is asked of it. */
export interface GoldenVerdict {
  /** The specialist answers. */
  agent: boolean | null
  /** The document is among the first five found … */
  found: boolean | null
  /** … and is cited. */
  cited: boolean | null
  /** A text of the right answer stands in the quotes. */
  quoted: boolean | null
  /** Nothing is answered, rightly. */
  refused: boolean | null
  /** Place of the document among those found, from 1; null where it was not found. */
  place: number | null
}

/** Compares what a visitor would get with what was wanted. */
export function judgeGolden(wanted: GoldenCase, asked: AskedProduct): GoldenVerdict {
  const { reply, found: passages } = asked
  const { document } = wanted
  const agent = wanted.agent === null ? null : isAgent(wanted.agent, reply.agent)
  if (!wanted.answerable)
    return {
      agent: null,
      found: null,
      cited: null,
      quoted: null,
      refused: reply.sources.length === 0,
      place: null,
    }
  const files = [...new Set(passages.map(({ owner, filename }) => `${owner}/${filename}`))]
  const names = new Map(
    passages.map(({ owner, filename, title, url }) => [`${owner}/${filename}`, { filename, title, url }]),
  )
  const at =
    document === null ? -1 : files.findIndex(file => isDocument(document, { path: file, ...names.get(file) }))
  const cited = reply.sources.filter(
    source => document === null || isDocument(document, { path: source.document, ...source }),
  )
  return {
    agent,
    found: document === null ? null : at >= 0 && at < 5,
    cited: document === null ? null : cited.length > 0,
    quoted:
      wanted.answers.length === 0
        ? null
        : cited.some(({ quote }) => wanted.answers.some(text => flatten(quote).includes(flatten(text)))),
    refused: null,
    place: at < 0 ? null : at + 1,
  }
}

/** True when all that was asked of it is so. */
export function passes({ agent, cited, quoted, refused }: GoldenVerdict): boolean {
  return [agent, cited, quoted, refused].every(part => part !== false)
}

function isAgent(wanted: string, given: string): boolean {
  return foldText(given) === foldText(wanted)
}

/** What a document may be called by. */
interface NamedDocument {
  path?: string | undefined
  filename?: string | null | undefined
  document?: string | undefined
  title?: string | null | undefined
  url?: string | null | undefined
}

/**
 * Whether a document is meant by a name: its file, its owner and file, its title or its address, in whole; letters as
 * people type them. A path's last part is enough.
 */
export function isDocument(name: string, document: NamedDocument): boolean {
  const wanted = foldText(name.trim())
  const last = wanted.split(/[/\\]/).at(-1) ?? wanted
  const path = foldText(document.path ?? '')
  const known = [document.filename, document.document, document.title, document.url].flatMap(text =>
    text ? [foldText(text)] : [],
  )
  if (known.includes(wanted) || path === wanted) return true
  // "audrey/tarifs.md" names an owner: where the owner is known, it counts.
  if (wanted.includes('/') && !wanted.startsWith('http')) {
    if (path.includes('/')) return path.endsWith(wanted) || wanted.endsWith(path)
    return known.includes(last)
  }
  return known.some(text => text.replace(/\.[a-z0-9]{1,5}$/, '') === wanted)
}

function flatten(text: string): string {
  return foldText(text)
    .replace(/[*_`«»"]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
