import { type Looks, readDocxStyles, removeHiddenRuns } from './docx-hidden.ts'
import { refuseNestedArchives } from './nested-archives.ts'
import { Refusal } from './refusal.ts'
import { openZipArchive } from './zip-archive.ts'

/** What mammoth reads a document's parts through. */
export interface DocxArchive {
  exists(name: string): boolean
  read(name: string, encoding?: string): Promise<Uint8Array | string>
  /** Texts that the document shows nobody, of the parts that were read: they are not in them any more. */
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
  const hidden: string[] = []
  const styles = new Map<string, Looks>()
  const seen = new Map<string, string>()
  /** A part as a reader sees it. The styles are asked for first, whatever parts a file names for them and for its text. */
  function readSeen(name: string, part: Uint8Array): string {
    const known = seen.get(name)
    if (known !== undefined) return known
    const whole = decodeXml(part)
    for (const [id, looks] of readDocxStyles(whole)) styles.set(id, looks)
    const { xml, texts } = removeHiddenRuns(whole, styles)
    hidden.push(...texts)
    seen.set(name, xml)
    return xml
  }
  return {
    hidden,
    exists: name => parts.has(name),
    async read(name, encoding) {
      const part = parts.get(name)
      if (!part) throw new Error(`no part ${name}`)
      if (encoding === 'base64') return Buffer.from(part).toString('base64')
      return encoding ? readSeen(name, part) : part
    },
  }
}
