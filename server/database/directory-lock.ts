import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createDatabaseError, type DatabaseError } from './database-error.ts'

/** A folder held by this process; `release` gives it back. */
export interface DirectoryLock {
  release(): void
}

/** SQLite's number for "somebody else has it", in the low byte of what Node hands on. */
const sqliteBusy = 5

function readHolder(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'inconnu'
  } catch {
    return 'inconnu'
  }
}

function toLockError(directory: string, holderFile: string, error: unknown): DatabaseError {
  const { errcode, message } = error as { errcode?: number; message?: string }
  if (errcode !== undefined && (errcode & 0xff) === sqliteBusy) {
    return createDatabaseError(
      'directory_locked',
      `Le dossier de données ${directory} est déjà utilisé par un autre processus (numéro ${readHolder(holderFile)}) : arrête-le d’abord.`,
      error,
    )
  }
  return createDatabaseError(
    'directory_unusable',
    `Impossible de verrouiller le dossier de données ${directory} (${message}) : vérifie ses droits et la place qui reste, supprime son fichier « lock » s'il est abîmé, ou donne un autre DATA_DIR.`,
    error,
  )
}

/**
 * Takes a folder for this process alone. Throws DatabaseError `directory_locked`, which names folder and process, when
 * another one has it, and `directory_unusable` when no lock can be had there.
 * The lock is the operating system's, through SQLite's exclusive transaction on an empty file (Node itself has no
 * file locks): the kernel gives it back the instant the process ends, however it ends, so no lock is ever stale, no
 * process number is ever mistaken for another, and two containers on one volume exclude each other.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const holderFile = join(directory, 'lock.pid')
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
    // Journal in memory: the transaction writes nothing, and leaves no second file behind a kill.
    database.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
    writeFileSync(holderFile, `${process.pid}\n`) // for the message above only
  } catch (error) {
    database?.close()
    throw toLockError(directory, holderFile, error)
  }
  const held = database
  return { release: () => held.close() }
}
