import { existsSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { checkServer } from '../check-server.ts'
import { createDatabaseError } from '../database-error.ts'
import { type DatabaseFiles, readDatabaseFiles } from '../database-files.ts'
import { lockDirectory } from '../directory-lock.ts'
import { type DatabaseOptions, prepareDirectory } from '../open-database.ts'
import { parsePostgresAddress } from '../postgres-address.ts'
import { toKnownPostgresProblem } from '../postgres-problem.ts'
import { toNeedsDatabaseUrl } from './back-up.ts'
import type { BackupHeader } from './backup-file.ts'
import { checkMigrations } from './database-source.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { type Erasure, readErasureFile, readErasures } from './erasures.ts'
import { type FilledDatabase, fillDatabase } from './fill-database.ts'
import type { LoadProgress } from './load-tables.ts'
import { openPostgresSession } from './postgres-session.ts'
import { tablesWithData } from './prepare-target.ts'
import { openBackupSource, readBackup } from './read-backup.ts'
import type { RowSource } from './row-source.ts'

export interface RestoreProgress extends LoadProgress {
  /** The file is whole; `total` rows come now. */
  onStart?(total: number, header: BackupHeader): void
}

export interface RestoreReport extends FilledDatabase {
  header: BackupHeader
  /** Where the embedded database that was there before is kept; null when there was none, or it was empty. */
  keptIn: string | null
}

export interface RestoreRequest {
  target: DatabaseOptions
  file: string
  /** A list of erasures newer than the file, or a newer backup, whose erasures are replayed too. */
  erasuresFile?: string | undefined
  /** Replaces what the database has, instead of refusing to. */
  replace?: boolean
  progress?: RestoreProgress
}

/**
 * Fills a database with a backup. The file is read from beginning to end first, so that a cut, altered or foreign one
 * changes nothing. Throws DatabaseError with one French line; then the database is what it was.
 */
export async function restore(request: RestoreRequest): Promise<RestoreReport> {
  const { target, file, erasuresFile, replace = false, progress = {} } = request
  if (target.driver === 'supabase') throw toNeedsDatabaseUrl()
  const files = await readDatabaseFiles()
  const { header, trailer } = await readBackup(file)
  checkMigrations(header.migrations, files)
  const erasures = erasuresFile === undefined ? [] : await readErasureFile(erasuresFile)
  progress.onStart?.(
    Object.values(trailer.tables).reduce((sum, { rows }) => sum + rows, 0),
    header,
  )
  const source = await openBackupSource(file)
  try {
    const options = { replace, erasures, progress }
    const filled =
      target.driver === 'postgres'
        ? { ...(await fillPostgres(target.url, files, source, options)), keptIn: null }
        : await fillFolder(resolve(target.dataDir), files, source, options)
    return { ...filled, header }
  } finally {
    await source.close()
  }
}

interface FillOptions {
  replace: boolean
  erasures: readonly Erasure[]
  progress?: LoadProgress
}

/** Fills the Postgres at an address. Throws DatabaseError with one French line where the operator can do something. */
export async function fillPostgres(
  url: string,
  files: DatabaseFiles,
  source: RowSource,
  options: FillOptions,
): Promise<FilledDatabase> {
  const session = await openPostgresSession(url)
  const address = parsePostgresAddress(url)
  try {
    await checkServer(session, address)
    return await fillDatabase(session, files, source, options)
  } catch (error) {
    throw toKnownPostgresProblem(error, address)
  } finally {
    await session.close().catch(() => undefined)
  }
}

/** What the embedded database in the folder holds, and which erasures it knows of; it may not open at all. */
async function lookAt(
  path: string,
  files: DatabaseFiles,
): Promise<{ filled: string[]; erasures: Erasure[] }> {
  const session = openEmbeddedSession(path)
  try {
    return { filled: await tablesWithData(session, files), erasures: await readErasures(session) }
  } finally {
    await session.close()
  }
}

/**
 * Fills a new embedded database beside the one that is there, which it then takes the place of by a renaming: until
 * then nothing is changed. The old one is kept under another name unless it was empty.
 */
async function fillFolder(
  dataDir: string,
  files: DatabaseFiles,
  source: RowSource,
  options: FillOptions,
): Promise<FilledDatabase & { keptIn: string | null }> {
  const directory = prepareDirectory(dataDir)
  const lock = lockDirectory(directory)
  const path = join(directory, 'database')
  const fresh = join(directory, 'database.restoring')
  try {
    const { filled, erasures } = await lookAtOld(path, files, options.replace)
    rmSync(fresh, { recursive: true, force: true }) // of a restore that was killed
    const session = openEmbeddedSession(fresh)
    const report = await fillDatabase(session, files, source, {
      ...options,
      erasures: [...options.erasures, ...erasures],
    }).finally(() => session.close())
    const keptIn = filled ? setAside(path) : null
    rmSync(path, { recursive: true, force: true })
    renameSync(fresh, path)
    // Marks of a start that was cut: they would have the files made again, or the samples loaded on top.
    rmSync(`${path}.creating`, { force: true })
    rmSync(join(directory, 'samples.loading'), { force: true })
    return { ...report, keptIn }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    lock.release()
  }
}

async function lookAtOld(
  path: string,
  files: DatabaseFiles,
  replace: boolean,
): Promise<{ filled: boolean; erasures: Erasure[] }> {
  if (!existsSync(path) || existsSync(`${path}.creating`)) return { filled: false, erasures: [] }
  const found = await lookAt(path, files).catch(error => {
    if (replace) return { filled: ['?'], erasures: [] } // the very reason to restore
    throw createDatabaseError(
      'open_failed',
      `La base de ${path} ne s'ouvre pas (${error instanceof Error ? error.message : error}) : ajoute --replace pour la mettre de côté. Rien n'a été changé.`,
      error,
    )
  })
  if (found.filled.length > 0 && !replace) {
    throw createDatabaseError(
      'not_empty',
      `La base de ${path} n'est pas vide (${found.filled.join(', ')}) : rien n'a été changé. Ajoute --replace pour la mettre de côté et restaurer, ou donne un autre DATA_DIR.`,
    )
  }
  return { filled: found.filled.length > 0, erasures: found.erasures }
}

/** Renames the old files, so that a restore that turns out wrong can be undone by hand. */
function setAside(path: string): string {
  const instant = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const kept = `${path}.before-${instant}`
  renameSync(path, kept)
  return kept
}
