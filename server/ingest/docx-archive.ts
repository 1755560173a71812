import { readDocxStyles, removeHiddenRuns } from './docx-hidden.ts'
import { refuseNestedArchives } from './nested-archives.ts'
import { Refusal } from './refusal.ts'
import { openZipArchive } from './zip-archive.ts'

/** What mammoth reads a document's parts through. */
export interface DocxArchive {
  exists(name: string): boolean
  read(name: string, encoding?: string): Promise<Uint8Array | string>
  /** Texts that the document shows nobody: they are not in its parts any more. */
  hidden: string[]
}

function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

/** A document type is never in a real Word file; it is how entities attack a parser. */
function refuseDoctype(bytes: Uint8Array): void {
  const text = decodeXml(bytes)
  if (/<!(DOCTYPE|ENTITY)/i.test(text) || text.includes('\0'))
    throw new Refusal('too_complex', {
      fr: 'document Word refusé : il contient une déclaration DOCTYPE',
      en: 'Word document refused: it holds a DOCTYPE declaration',
    })
}

/** Takes hidden letters out of the parts that mammoth reads. */
function removeHidden(parts: Map<string, Uint8Array>): string[] {
  const styles = parts.get('word/styles.xml')
  const read = styles ? readDocxStyles(decodeXml(styles)) : new Map()
  const hidden: string[] = []
  for (const name of ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml']) {
    const part = parts.get(name)
    if (!part) continue
    const { xml, texts } = removeHiddenRuns(decodeXml(part), read)
    if (texts.length === 0) continue
    hidden.push(...texts)
    parts.set(name, new TextEncoder().encode(xml))
  }
  return hidden
}

/**
 * Opens a Word file for mammoth with nothing in it but its XML parts, inflated here under a bound on real
 * bytes: pictures and embedded files are never unpacked, and no second zip reader sees the file.
 * Throws Refusal.
 */
export async function openDocxArchive(bytes: Uint8Array): Promise<DocxArchive> {
  const archive = await openZipArchive(bytes)
  refuseNestedArchives(archive)
  const parts = new Map<string, Uint8Array>()
  for (const { name } of archive.entries) {
    if (!/\.(xml|rels)$/i.test(name)) continue
    const part = await archive.read(name)
    refuseDoctype(part)
    parts.set(name, part)
  }
  if (!parts.has('[Content_Types].xml'))
    throw new Refusal('corrupt', {
      fr: 'archive zip sans document Word',
      en: 'zip archive without a Word document',
    })
  const hidden = removeHidden(parts)
  return {
    hidden,
    exists: name => parts.has(name),
    async read(name, encoding) {
      const part = parts.get(name)
      if (!part) throw new Error(`no part ${name}`)
      if (encoding === 'base64') return Buffer.from(part).toString('base64')
      return encoding ? new TextDecoder(encoding).decode(part) : part
    },
  }
}
