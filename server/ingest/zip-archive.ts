import { promisify } from 'node:util'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { Refusal } from './refusal.ts'

/** What an archive may hold; trust.md T10. */
export const archiveLimits = {
  entries: 2000,
  /** Bytes that are really unpacked, of all entries together. */
  bytes: 100 * 1024 * 1024,
  /** Unpacked bytes for one packed byte, of an entry over `ratioFrom` bytes: below, repetition is no attack. */
  ratio: 100,
  ratioFrom: 1024 * 1024,
}

/** A file inside an archive, as its directory lists it. */
export interface ArchiveEntry {
  name: string
  /** Bytes, as the directory says: nothing relies on it. */
  size: number
  encrypted: boolean
}

/** An opened zip archive: names, and bytes on demand. */
export interface ZipArchive {
  entries: readonly ArchiveEntry[]
  exists(name: string): boolean
  /** An entry's bytes as they are inflated. Throws Refusal on a bound, a password or damage. */
  stream(name: string): AsyncGenerator<Uint8Array>
  /** The same at once. */
  read(name: string): Promise<Uint8Array>
}

const corrupt = { fr: 'fichier abîmé ou incomplet', en: 'damaged or incomplete file' }
const tooLarge = {
  fr: 'fichier trop gros une fois décompressé (plus de 100 Mo)',
  en: 'file too large once unpacked (more than 100 MB)',
}
export const protectedByPassword = {
  fr: 'document protégé par un mot de passe : enregistre-le sans',
  en: 'document protected by a password: save it without one',
}

async function openZip(bytes: Uint8Array): Promise<ZipFile> {
  const open = promisify<Buffer, { lazyEntries: boolean; autoClose: boolean }, ZipFile>(yauzl.fromBuffer)
  try {
    return await open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      autoClose: false,
    })
  } catch (cause) {
    throw new Refusal('corrupt', corrupt, cause)
  }
}

/** The archive's directory, refused when it lists too many entries or promises too many bytes. */
function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > archiveLimits.entries)
    throw new Refusal('too_complex', {
      fr: `fichier trop complexe : ${zip.entryCount} éléments, 2 000 au plus`,
      en: `file too complex: ${zip.entryCount} parts, 2,000 at most`,
    })
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    let promised = 0
    zip.on('error', (cause: unknown) => reject(new Refusal('corrupt', corrupt, cause)))
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      promised += entry.uncompressedSize
      if (promised > archiveLimits.bytes) reject(new Refusal('too_complex', tooLarge))
      else zip.readEntry()
    })
    zip.readEntry()
  })
}

const unicodePath = 0x7075

/**
 * An entry's name. macOS writes UTF-8 without saying so, which the format reads as the letters of 1981 (code page 437):
 * what is valid UTF-8 is taken for it, as those letters hardly ever are.
 */
function nameOf({ fileName, fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const isSaid = (generalPurposeBitFlag & 0x800) !== 0 || extraFields.some(({ id }) => id === unicodePath)
  if (isSaid) return fileName
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(fileNameRaw).replaceAll('\\', '/')
  } catch {
    return fileName
  }
}

function checkRatio(unpacked: number, packed: number): void {
  if (unpacked < archiveLimits.ratioFrom || unpacked <= packed * archiveLimits.ratio) return
  throw new Refusal('too_complex', {
    fr: 'fichier suspect : il se décompresse à plus de cent fois sa taille',
    en: 'suspicious file: it unpacks to more than a hundred times its size',
  })
}

/**
 * Opens a zip archive held in memory; nothing is unpacked before it is asked for, and nothing ever goes to disk by the
 * name an archive gives. The bounds count bytes that were really inflated, whatever the directory promises. Throws Refusal.
 */
export async function openZipArchive(bytes: Uint8Array): Promise<ZipArchive> {
  const zip = await openZip(bytes)
  const listed = await listEntries(zip)
  // Of two entries of one name the first counts: a checker and a reader must not see different files.
  const byName = new Map(listed.toReversed().map(entry => [nameOf(entry), entry]))
  const open = promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))
  let unpacked = 0

  async function* stream(name: string): AsyncGenerator<Uint8Array> {
    const entry = byName.get(name)
    if (!entry) throw new Refusal('corrupt', corrupt)
    if (entry.isEncrypted()) throw new Refusal('encrypted', protectedByPassword)
    let size = 0
    try {
      for await (const part of await open(entry)) {
        size += part.length
        unpacked += part.length
        if (unpacked > archiveLimits.bytes) throw new Refusal('too_complex', tooLarge)
        checkRatio(size, entry.compressedSize)
        yield part as Buffer
      }
    } catch (cause) {
      if (cause instanceof Refusal) throw cause
      throw new Refusal('corrupt', corrupt, cause)
    }
  }

  return {
    entries: listed.map(entry => ({
      name: nameOf(entry),
      size: entry.uncompressedSize,
      encrypted: entry.isEncrypted(),
    })),
    exists: name => byName.has(name),
    stream,
    async read(name) {
      const parts: Uint8Array[] = []
      for await (const part of stream(name)) parts.push(part)
      return Buffer.concat(parts)
    },
  }
}
