import { promisify } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { Refusal } from './refusal.ts'

/** What mammoth reads a document's parts through. */
export interface DocxArchive {
  exists(name: string): boolean
  read(name: string, encoding?: string): Promise<Uint8Array | string>
}

const maximumEntries = 2000
const maximumBytes = 100 * 1024 * 1024

async function openZip(bytes: Uint8Array): Promise<ZipFile> {
  const open = promisify<Buffer, { lazyEntries: boolean; autoClose: boolean }, ZipFile>(yauzl.fromBuffer)
  try {
    return await open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      autoClose: false,
    })
  } catch (cause) {
    throw new Refusal('corrupt', 'document Word abîmé ou incomplet', cause)
  }
}

/** The archive's directory, refused when it lists too many entries or promises too many bytes. */
function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > maximumEntries)
    throw new Refusal('too_complex', 'document Word trop complexe (plus de 2 000 éléments)')
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    let promised = 0
    zip.on('error', reject)
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      promised += entry.uncompressedSize
      if (promised > maximumBytes)
        reject(new Refusal('too_complex', 'document Word trop gros une fois décompressé (plus de 100 Mo)'))
      else zip.readEntry()
    })
    zip.readEntry()
  })
}

/** Inflates one part; yauzl stops at the size the directory promised, which listEntries has bounded. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const open = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))
  const parts: Buffer[] = []
  for await (const part of await open(entry)) parts.push(part as Buffer)
  return Buffer.concat(parts)
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
    throw new Refusal('too_complex', 'document Word refusé : il contient une déclaration DOCTYPE')
}

/**
 * Opens a Word file for mammoth with nothing in it but its XML parts, inflated here under a bound on real
 * bytes: pictures and embedded files are never unpacked, and no second zip reader sees the file.
 * Throws Refusal.
 */
export async function openDocxArchive(bytes: Uint8Array): Promise<DocxArchive> {
  const zip = await openZip(bytes)
  const parts = new Map<string, Uint8Array>()
  try {
    for (const entry of await listEntries(zip)) {
      if (!/\.(xml|rels)$/i.test(entry.fileName)) continue
      if (entry.isEncrypted()) throw new Refusal('encrypted', 'document protégé par un mot de passe')
      const part = await readEntry(zip, entry)
      refuseDoctype(part)
      parts.set(entry.fileName, part)
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw new Refusal('corrupt', 'document Word abîmé ou incomplet', cause)
  }
  if (!parts.has('[Content_Types].xml')) throw new Refusal('corrupt', 'archive zip sans document Word')
  return {
    exists: name => parts.has(name),
    async read(name, encoding) {
      const part = parts.get(name)
      if (!part) throw new Error(`no part ${name}`)
      if (encoding === 'base64') return Buffer.from(part).toString('base64')
      return encoding ? new TextDecoder(encoding).decode(part) : part
    },
  }
}
