import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { documentSource, sourcePrefix } from './document-source.ts'
import { type FileType, typeOfName, unsupportedReason } from './file-type.ts'
import type { Refusal, Words } from './refusal.ts'
import { shownName } from './shown-name.ts'

/** A file to ingest. */
export interface FoundFile {
  path: string
  source: string
  filename: string
  /** Null: not a type we read, and named by itself on the command line. */
  type: FileType | null
  /** Bytes. */
  size: number
  /** A zip archive: its files are documents of their own. Refused as one document. */
  isArchive?: boolean
  /** Why it is not even opened. */
  refusal?: Refusal
}

/** A file in a folder that is left out, and why. */
export interface IgnoredFile {
  path: string
  extension: string
  reason: Words
}

export interface FoundFiles {
  files: FoundFile[]
  ignored: IgnoredFile[]
  /** Folders given, each with what the sources below it begin with and whether any document was in it. */
  folders: { path: string; prefix: string; empty: boolean }[]
  /** What folders name and leads nowhere for now (a link to a disk that is away): neither read nor known to be gone. */
  unreachable: { path: string; source: string }[]
  /** Paths that are not there or folders that cannot be read, a French line each. */
  problems: string[]
}

/** Hidden files, dependencies, and the lock files Word leaves beside an open document. */
function isSkipped(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules' || name.startsWith('~$')
}

/** What is met below a folder and is no file. */
interface Walk {
  visited: Set<string>
  problems: string[]
  unreachable: string[]
}

/** All files below a folder, by name; a folder reached twice (a link to above) is entered once. */
async function walk(folder: string, met: Walk): Promise<string[]> {
  const { visited, problems, unreachable } = met
  const real = await realpath(folder)
  if (visited.has(real)) return []
  visited.add(real)
  const entries = await readdir(folder).catch(() => null)
  if (entries === null) problems.push(`${folder} : dossier illisible, vérifie ses droits`)
  const names = (entries ?? []).filter(name => !isSkipped(name)).sort((a, b) => a.localeCompare(b, 'fr'))
  const paths: string[] = []
  for (const name of names) {
    const path = join(folder, name)
    const kind = await stat(path).catch(() => null)
    if (kind === null) unreachable.push(path)
    else if (kind.isDirectory()) paths.push(...(await walk(path, met)))
    else if (kind.isFile()) paths.push(path)
  }
  return paths
}

/**
 * Finds the files to ingest below the given paths (absolute or from the working directory), each once however
 * many paths or links lead to it. Folders are read whole, but for hidden files and `node_modules`.
 */
export async function findFiles(paths: readonly string[], productFolder: string): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], ignored: [], folders: [], unreachable: [], problems: [] }
  const seen = new Set<string>()
  const met: Walk = { visited: new Set(), problems: found.problems, unreachable: [] }

  async function add(path: string, given: string): Promise<void> {
    const real = await realpath(path)
    if (seen.has(real)) return
    seen.add(real)
    const extension = extname(path)
    const type = typeOfName(extension)
    const isArchive = extension.toLowerCase() === '.zip'
    if (type === null && !isArchive && path !== given) {
      found.ignored.push({ path, extension: extension.toLowerCase(), reason: unsupportedReason(extension) })
      return
    }
    const { size } = await stat(path)
    found.files.push({
      path,
      source: documentSource(path, productFolder),
      filename: shownName(basename(path)),
      type,
      size,
      isArchive,
    })
  }

  for (const given of paths.map(path => resolve(path))) {
    const kind = await stat(given).catch(() => null)
    if (kind?.isFile()) await add(given, given)
    else if (kind?.isDirectory()) {
      const before = found.files.length
      const below = await walk(given, met)
      for (const path of below) await add(path, given)
      found.folders.push({
        path: given,
        prefix: sourcePrefix(given, productFolder),
        empty: below.length === 0 && found.files.length === before,
      })
    } else found.problems.push(`${given} : introuvable`)
  }
  found.unreachable = met.unreachable.map(path => ({ path, source: documentSource(path, productFolder) }))
  return found
}
