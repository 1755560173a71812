import type { Block } from './blocks.ts'
import { cleanLine, cleanLongLine, removeHiddenCharacters } from './clean-text.ts'
import { decodeText } from './decode-text.ts'
import { documentOf, type ExtractedDocument } from './extracted-document.ts'
import { Refusal } from './refusal.ts'

const bullet = /^\s*(?:[-*•‣–—]|\d{1,3}[.)])\s+\S/

/** Lines of a paragraph that were cut at a width read on; short ones (a poem, an address) stay lines. */
function isFilled(lines: readonly string[]): boolean {
  const longest = Math.max(...lines.map(line => line.length))
  return longest >= 50 && lines.slice(0, -1).every(line => line.length > longest * 0.6)
}

function readParagraph(lines: readonly string[], group: number): Block[] {
  if (lines.some(line => bullet.test(line))) {
    return lines.map(line => ({
      kind: bullet.test(line) ? 'list-item' : 'paragraph',
      text: cleanLine(line),
      group,
    }))
  }
  return [{ kind: 'paragraph', text: lines.map(cleanLongLine).join(isFilled(lines) ? ' ' : '\n') }]
}

/** A short first line without a full stop, alone, is the title. */
function withTitle(blocks: readonly Block[]): Block[] {
  const [first, ...rest] = blocks
  if (!first || rest.length === 0 || first.kind !== 'paragraph') return [...blocks]
  const isTitle = /^[^\n]{2,100}$/.test(first.text) && !/[.,;:!?…]$/.test(first.text)
  return isTitle ? [{ ...first, kind: 'heading', level: 1 }, ...rest] : [...blocks]
}

/** Reads plain text of any usual encoding: paragraphs at empty lines, lists by their bullets. */
export function extractText(bytes: Uint8Array): ExtractedDocument {
  const decoded = decodeText(bytes)
  const zeros = decoded.split('\0').length - 1
  if (zeros > decoded.length / 100)
    throw new Refusal('mismatch', {
      fr: 'le contenu est binaire, ce n’est pas du texte',
      en: 'the content is binary, not text',
    })
  const paragraphs = removeHiddenCharacters(decoded).split(/\n\s*\n/)
  const blocks = paragraphs.flatMap((paragraph, index) =>
    readParagraph(
      paragraph.split('\n').filter(line => line.trim() !== ''),
      index,
    ),
  )
  return documentOf(withTitle(blocks))
}
