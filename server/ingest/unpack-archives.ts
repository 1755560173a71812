import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { removeHiddenCharacters } from './clean-text.ts'
import type { DocumentReader } from './document-reader.ts'
import { typeOfName, unsupportedReason } from './file-type.ts'
import type { FoundFile, FoundFiles } from './find-files.ts'
import { isArchiveName } from './nested-archives.ts'
import { Refusal } from './refusal.ts'
import { shownName } from './shown-name.ts'

/** Of an archive itself: it holds many documents of 20 MB. */
const maximumBytes = 100 * 1024 * 1024

const nested = {
  fr: 'archive dans une archive : décompresse-la d’abord',
  en: 'archive inside an archive: unpack it first',
}
const tooLarge = { fr: 'archive trop grosse (100 Mo au plus)', en: 'archive too large (100 MB at most)' }
const unreadable = {
  fr: 'archive illisible : vérifie ses droits',
  en: 'archive cannot be opened: check its rights',
}

/** What nobody put there on purpose: folders' settings, copies that macOS makes, hidden files. */
function isSkipped(name: string): boolean {
  return name
    .split(/[/\\]/)
    .some(part => part.startsWith('.') || part === '__MACOSX' || part.startsWith('~$'))
}

async function unpack(
  file: FoundFile,
  reader: DocumentReader,
  folder: string,
  found: FoundFiles,
): Promise<FoundFile[]> {
  if (file.size > maximumBytes) throw new Refusal('too_large', tooLarge)
  const bytes = await readFile(file.path).catch(cause => {
    throw new Refusal('unreadable', unreadable, cause)
  })
  await mkdir(folder)
  const files: FoundFile[] = []
  for (const [index, { name, bytes: content }] of (
    await reader.unpack({ filename: file.filename, bytes })
  ).entries()) {
    if (isSkipped(name)) continue
    const extension = extname(name)
    const type = typeOfName(extension)
    const source = `${file.source}/${removeHiddenCharacters(name)}`
    if (type === null && !isArchiveName(name)) {
      found.ignored.push({
        path: source,
        extension: extension.toLowerCase(),
        reason: unsupportedReason(extension),
      })
      continue
    }
    // By a number of ours: what an archive calls its files never becomes a path.
    const path = join(folder, `${index}`)
    await writeFile(path, content)
    const refusal = type === null ? { refusal: new Refusal('too_complex', nested) } : {}
    files.push({
      path,
      source,
      filename: shownName(name.split(/[/\\]/).at(-1) ?? name),
      type,
      size: content.length,
      ...refusal,
    })
  }
  return files
}

/**
 * Puts the files of zip archives in the archives' places, unpacked by the reader into `folder` (the caller removes it) under
 * names of ours. An archive that cannot be opened stays as one file with its refusal; an archive inside is refused alone.
 */
export async function unpackArchives(
  found: FoundFiles,
  reader: DocumentReader,
  folder: string,
): Promise<FoundFiles> {
  const files: FoundFile[] = []
  for (const [index, file] of found.files.entries()) {
    if (!file.isArchive) {
      files.push(file)
      continue
    }
    try {
      files.push(...(await unpack(file, reader, join(folder, `${index}`), found)))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      files.push({ ...file, refusal: error })
    }
  }
  return { ...found, files }
}
