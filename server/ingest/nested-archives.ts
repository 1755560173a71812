import { Refusal } from './refusal.ts'
import type { ZipArchive } from './zip-archive.ts'

const archiveName = /\.(zip|jar|7z|rar|gz|tgz|bz2|xz|tar|zst)$/i

/** Is this the name of a file that holds other files? Office documents are documents, though they are zip archives too. */
export function isArchiveName(name: string): boolean {
  return archiveName.test(name)
}

/**
 * Refuses a document with an archive inside: no program writes one, but a bomb is built of them. Documents embedded in a
 * document (a chart's table) are zip archives as well; they are common, and never opened.
 */
export function refuseNestedArchives(archive: ZipArchive): void {
  if (!archive.entries.some(({ name }) => isArchiveName(name))) return
  throw new Refusal('too_complex', {
    fr: 'fichier refusé : il contient une archive dans l’archive',
    en: 'file refused: it holds an archive inside the archive',
  })
}
