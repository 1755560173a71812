import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createDatabaseError } from '../database-error.ts'
import { readDatabaseFiles } from '../database-files.ts'
import { lockDirectory } from '../directory-lock.ts'
import { openDatabaseSource } from './database-source.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import type { FilledDatabase } from './fill-database.ts'
import type { OtherObject } from './other-objects.ts'
import { fillPostgres, type RestoreProgress } from './restore.ts'
import { inSnapshot } from './transfer-session.ts'

/** What the command says of a target that has data: there is no --replace here. */
function toTargetNotEmpty(error: unknown): unknown {
  if ((error as { code?: string }).code !== 'not_empty') return error
  return createDatabaseError(
    'not_empty',
    "La base d'arrivée n'est pas vide : rien n'a été changé. Donne l'adresse d'une base vide.",
    error,
  )
}

/**
 * Copies the embedded database of a folder into an empty Postgres, compared row by row. The folder's lock is held, so
 * that nobody writes what would be left behind: the server has to be stopped. The folder stays as it is; `others` are
 * what of an operator's stayed in it alone. Interrupted
 * at any moment, the Postgres has no rows, and the same call can be made again.
 */
export async function move(
  dataDir: string,
  url: string,
  productVersion: string,
  progress: RestoreProgress = {},
): Promise<FilledDatabase & { others: OtherObject[] }> {
  const directory = resolve(dataDir)
  const path = join(directory, 'database')
  if (!existsSync(path)) {
    throw createDatabaseError('nothing_here', `Il n'y a pas de base de données dans ${directory}.`)
  }
  const files = await readDatabaseFiles()
  const lock = lockDirectory(directory)
  const session = openEmbeddedSession(path)
  try {
    return await inSnapshot(session, async () => {
      const source = await openDatabaseSource(session, files, { driver: 'embedded', productVersion })
      const total = Object.values(source.counts).reduce((sum, count) => sum + count, 0)
      progress.onStart?.(total, source.header)
      const filled = await fillPostgres(url, files, source, { replace: false, erasures: [], progress })
      return { ...filled, others: source.others }
    }).catch(error => {
      throw toTargetNotEmpty(error)
    })
  } finally {
    await session.close()
    lock.release()
  }
}
