import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Json, JsonObject } from '../ports/database.ts'
import { createDatabaseError, type DatabaseError } from './database-error.ts'
import { lockDirectory } from './directory-lock.ts'

// Only one process may have the embedded database. Another one that wants a copy of its files or calls a verb asks for
// it through the folder itself: it makes `requests/<id>/wanted`; whoever has the database answers between two calls with
// `done` or `failed`. No port, no password, and it works between two containers that share a volume. Whoever may write
// in the folder has the data anyway.

/** What may be asked for: a copy of the files in `requests/<id>/database`, or a verb's result. */
export type FolderRequest = { kind: 'copy' } | { kind: 'call'; name: string; args: JsonObject }

/** What the process that has the database can do. */
export interface FolderAnswers {
  copyFiles(target: string): Promise<void>
  call(name: string, args: JsonObject): Promise<unknown>
}

const folderName = 'requests'
/** How often the process that has the database looks for a request. */
const lookMilliseconds = 500
/** Without an answer after this, whoever has the database does not look: it is of an older version, or is stuck. */
const patienceMilliseconds = 60_000

/**
 * Answers whatever is asked for in this folder, one request after the other. For the process that has the folder's
 * lock. Returns how to stop; what is being answered is waited for.
 */
export function answerFolderRequests(directory: string, answers: FolderAnswers): { stop(): Promise<void> } {
  const folder = join(directory, folderName)
  let working = Promise.resolve()
  const timer = setInterval(() => {
    if (existsSync(folder)) working = working.then(() => answerAll(folder, answers))
  }, lookMilliseconds)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await working
    },
  }
}

async function answerAll(folder: string, answers: FolderAnswers): Promise<void> {
  for (const id of listFolder(folder)) {
    const request = join(folder, id)
    const taken = join(request, 'taken')
    try {
      renameSync(join(request, 'wanted'), taken)
    } catch {
      continue // answered already, or given up
    }
    try {
      writeFileSync(taken, JSON.stringify(await answer(request, taken, answers)), { mode: 0o600 })
      renameSync(taken, join(request, 'done'))
    } catch (error) {
      fail(request, error)
    }
  }
}

async function answer(request: string, taken: string, answers: FolderAnswers): Promise<Json> {
  const wanted = JSON.parse(readFileSync(taken, 'utf8')) as FolderRequest
  if (wanted.kind === 'call') return ((await answers.call(wanted.name, wanted.args)) ?? null) as Json
  await answers.copyFiles(join(request, 'database'))
  return null
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

/** Removes what processes that were killed have left: nobody holds its lock any more. */
export function removeAbandonedRequests(directory: string): void {
  const folder = join(directory, folderName)
  for (const id of listFolder(folder)) {
    const request = join(folder, id)
    try {
      lockDirectory(request).release()
      rmSync(request, { recursive: true, force: true })
    } catch {
      // Somebody is waiting for it, or reading it.
    }
  }
}

/** An answered request: its folder, which `release` removes. */
export interface AnsweredRequest {
  request: string
  result: unknown
  release(): void
}

/**
 * Asks the process that has a folder's database. Throws `locked`, which said that there is one, when it does not
 * answer, and DatabaseError `open_failed` with its reason when it could not.
 */
export async function askThroughFolder(
  directory: string,
  wanted: FolderRequest,
  locked: DatabaseError,
): Promise<AnsweredRequest> {
  const folder = join(directory, folderName)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeAbandonedRequests(directory)
  const request = join(folder, randomUUID())
  mkdirSync(request, { mode: 0o700 })
  const lock = lockDirectory(request)
  const release = () => {
    lock.release()
    rmSync(request, { recursive: true, force: true })
  }
  try {
    writeFileSync(join(request, 'wanting'), JSON.stringify(wanted), { mode: 0o600 })
    renameSync(join(request, 'wanting'), join(request, 'wanted')) // never seen half written
    return { request, result: await waitForAnswer(directory, request, locked), release }
  } catch (error) {
    release()
    throw error
  }
}

async function waitForAnswer(directory: string, request: string, locked: DatabaseError): Promise<unknown> {
  const until = performance.now() + patienceMilliseconds
  while (!existsSync(join(request, 'done'))) {
    if (existsSync(join(request, 'failed'))) {
      const reason = readFileSync(join(request, 'failed'), 'utf8')
      throw createDatabaseError(
        'open_failed',
        `Le processus qui a la base de ${directory} n'a pas pu : ${reason}`,
      )
    }
    // Taken and not answered for long is a large copy, or a process that ended: then the folder is free.
    if (performance.now() > until && existsSync(join(request, 'wanted'))) throw locked
    if (performance.now() > until && isFree(directory)) throw locked
    await delay(50)
  }
  return JSON.parse(readFileSync(join(request, 'done'), 'utf8'))
}

function isFree(directory: string): boolean {
  try {
    lockDirectory(directory).release()
    return true
  } catch {
    return false
  }
}
