import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDatabaseError } from './database-error.ts'

/** A folder held by this process; `release` gives it back. */
export interface DirectoryLock {
  release(): void
}

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'inconnu'
  } catch {
    return 'inconnu'
  }
}

/**
 * Takes a folder for this process alone, or throws DatabaseError `directory_locked`, which names folder and process.
 * The lock is the operating system's, through SQLite's exclusive transaction on an empty file (Node itself has no
 * file locks): the kernel gives it back the instant the process ends, however it ends, so no lock is ever stale, no
 * process number is ever mistaken for another, and two containers on one volume exclude each other.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const holderFile = join(directory, 'lock.pid')
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    // Journal in memory: the transaction writes nothing, and leaves no second file behind a kill.
    database.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
  } catch (error) {
    database.close()
    const holder = readHolder(holderFile)
    throw createDatabaseError(
      'directory_locked',
      `Le dossier de données ${directory} est déjà utilisé par un autre processus (numéro ${holder}) : arrêtez-le, ou donnez un autre DATA_DIR.`,
      error,
    )
  }
  writeFileSync(holderFile, `${process.pid}\n`) // for the message above only
  return { release: () => database.close() }
}
