import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabaseError, DatabaseError } from '../database-error.ts'
import { lockDirectory } from '../directory-lock.ts'
import { askThroughFolder, removeAbandonedRequests } from '../folder-requests.ts'

/** The files of an embedded database, held by nobody else until `release`. */
export interface HeldFiles {
  /** The folder to open. */
  files: string
  /** True when a running server made it on request, false when it is the database itself. */
  copied: boolean
  release(): void
}

/**
 * Gives the embedded database's files to read: those themselves when nobody runs, else a copy that the running server
 * makes, which keeps visitors waiting for as long as the disk takes to copy. Throws DatabaseError: `nothing_here`
 * when there is no database, `directory_locked` when whoever has it does not answer.
 */
export async function holdFiles(directory: string): Promise<HeldFiles> {
  const files = join(directory, 'database')
  if (!existsSync(files)) {
    throw createDatabaseError('nothing_here', `Il n'y a pas de base de données dans ${directory}.`)
  }
  try {
    const lock = lockDirectory(directory)
    removeAbandonedRequests(directory)
    return { files, copied: false, release: () => lock.release() }
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'directory_locked') throw error
    const { request, release } = await askThroughFolder(directory, { kind: 'copy' }, error)
    return { files: join(request, 'database'), copied: true, release }
  }
}
