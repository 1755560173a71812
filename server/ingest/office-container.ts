import { Refusal } from './refusal.ts'
import { protectedByPassword } from './zip-archive.ts'

/**
 * Refuses an OLE container in the place of a zip: Office puts an encrypted document into one, in a stream called
 * `EncryptedPackage`; anything else in one is a format from before 2007. `extension` is the one to save as.
 */
export function refuseOleContainer(bytes: Uint8Array, extension: string): void {
  if (bytes[0] !== 0xd0 || bytes[1] !== 0xcf) return
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  )
  if (encrypted) throw new Refusal('encrypted', protectedByPassword)
  throw new Refusal('unsupported', {
    fr: `ancien format Office : enregistre le document en ${extension}`,
    en: `old Office format: save the document as ${extension}`,
  })
}
