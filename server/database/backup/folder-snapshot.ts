import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabaseError, type DatabaseError } from '../database-error.ts'
import { type DirectoryLock, lockDirectory } from '../directory-lock.ts'

// Only one process may have the embedded database, so another one that wants to read it asks for a copy of its files,
// through the folder itself: it makes `snapshots/<id>/` with an empty file `wanted`; whoever has the database makes
// `snapshots/<id>/database` between two calls and then `done`, or `failed` with the reason. No port, no password, and
// it works between two containers that share a volume. Whoever may write in the folder has the data anyway.

const folderName = 'snapshots'
/** How often the process that has the database looks for a request. */
const lookMilliseconds = 500
/** Without an answer after this, whoever has the database does not look: it is of an older version, or is stuck. */
const patienceMilliseconds = 60_000

/** The files of an embedded database, held by nobody else until `release`. */
export interface HeldFiles {
  /** The folder to open. */
  files: string
  /** True when a running server made it on request, false when it is the database itself. */
  copied: boolean
  release(): void
}

/**
 * Copies the database whenever somebody asks for it in this folder. For the process that has the folder's lock.
 * Returns how to stop; a copy that is being made is waited for.
 */
export function answerSnapshotRequests(
  directory: string,
  copyFiles: (target: string) => Promise<void>,
): { stop(): Promise<void> } {
  const folder = join(directory, folderName)
  let working = Promise.resolve()
  const timer = setInterval(() => {
    if (!existsSync(folder)) return
    working = working.then(() => answerAll(folder, copyFiles))
  }, lookMilliseconds)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

async function answerAll(folder: string, copyFiles: (target: string) => Promise<void>): Promise<void> {
  for (const id of listFolder(folder)) {
    const request = join(folder, id)
    const taken = join(request, 'taken')
    try {
      renameSync(join(request, 'wanted'), taken)
    } catch {
      continue // answered already, or given up
    }
    try {
      await copyFiles(join(request, 'database'))
      renameSync(taken, join(request, 'done'))
    } catch (error) {
      fail(request, error)
    }
  }
}

/** Says why to whoever waits; that may have gone, with its folder. */
function fail(request: string, error: unknown): void {
  try {
    writeFileSync(join(request, 'failed'), error instanceof Error ? error.message : String(error))
  } catch {
    rmSync(request, { recursive: true, force: true })
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes what readers that were killed have left: nobody holds its lock any more. */
function removeLeft(folder: string): void {
  for (const id of listFolder(folder)) {
    const request = join(folder, id)
    try {
      lockDirectory(request).release()
      rmSync(request, { recursive: true, force: true })
    } catch {
      // Somebody is reading it.
    }
  }
}

function isLocked(error: unknown): error is DatabaseError {
  return error instanceof Error && (error as DatabaseError).code === 'directory_locked'
}

async function requestCopy(directory: string, locked: DatabaseError): Promise<HeldFiles> {
  const folder = join(directory, folderName)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeLeft(folder)
  const request = join(folder, randomUUID())
  mkdirSync(request, { mode: 0o700 })
  const lock = lockDirectory(request)
  const release = () => {
    lock.release()
    rmSync(request, { recursive: true, force: true })
  }
  try {
    writeFileSync(join(request, 'wanted'), '')
    const until = performance.now() + patienceMilliseconds
    while (!existsSync(join(request, 'done'))) {
      if (existsSync(join(request, 'failed'))) {
        throw createDatabaseError(
          'open_failed',
          `Le serveur n'a pas pu copier la base de ${directory} : ${readFileSync(join(request, 'failed'), 'utf8')}`,
        )
      }
      if (performance.now() > until && existsSync(join(request, 'wanted'))) throw locked
      await delay(50)
    }
    return { files: join(request, 'database'), copied: true, release }
  } catch (error) {
    release()
    throw error
  }
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
  let lock: DirectoryLock
  try {
    lock = lockDirectory(directory)
  } catch (error) {
    if (isLocked(error)) return requestCopy(directory, error)
    throw error
  }
  removeLeft(join(directory, folderName))
  return { files, copied: false, release: () => lock.release() }
}
