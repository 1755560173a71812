import { accessSync, constants, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Database } from '../ports/database.ts'
import type { ConversionProgress } from './convert-legacy.ts'
import { createDatabaseError, DatabaseError } from './database-error.ts'
import { readDatabaseFiles } from './database-files.ts'
import { lockDirectory } from './directory-lock.ts'
import { createEmbeddedDatabase, type EmbeddedListener, type OnLost } from './embedded.ts'
import { answerFolderRequests } from './folder-requests.ts'
import { type MigrationReport, migrate } from './migrate.ts'

/** Which database to open. The embedded one keeps its files in `dataDir`/database. */
export type DatabaseOptions =
  | { driver: 'embedded'; dataDir: string }
  | { driver: 'postgres'; url: string; poolSize?: number }
  | { driver: 'supabase'; url: string; serviceKey: string }

export interface OpenedDatabase {
  driver: DatabaseOptions['driver']
  database: Database
  /** True when this process is the only one that can have the database: then it may call releaseTurns(). */
  exclusive: boolean
  /** How many connections there are, are idle, and are waited for; where the database has a pool. */
  connections?: () => { open: number; idle: number; waiting: number }
  /** What this start applied. */
  migrated: MigrationReport
}

/** Like `mkdir -p`. Node's own recursive mkdirSync never returns where the kernel answers ENOENT for ever (/proc). */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  const parent = dirname(directory)
  if (parent !== directory) makeDirectory(parent)
  mkdirSync(directory, { mode: 0o700 })
}

function toUnusable(directory: string, error: unknown): DatabaseError {
  const reason = (error as NodeJS.ErrnoException).code ?? String(error)
  return createDatabaseError(
    'directory_unusable',
    `Impossible d'écrire dans le dossier de données ${directory} (${reason}) : vérifie ses droits et la place qui reste, ou donne un autre DATA_DIR.`,
    error,
  )
}

/** Makes the data folder when there is none; its whole path. Throws DatabaseError `directory_unusable`. */
export function prepareDirectory(dataDir: string): string {
  const directory = resolve(dataDir)
  try {
    makeDirectory(directory)
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw toUnusable(directory, error)
  }
  return directory
}

/**
 * Postgres cannot open files whose creation was cut, so a mark stands beside them until the first start is through;
 * files that still have it never held anything that was acknowledged, and are made again.
 */
function markCreation(files: string): { done(): void } {
  const mark = `${files}.creating`
  if (existsSync(mark)) rmSync(files, { recursive: true, force: true })
  if (!existsSync(files)) writeFileSync(mark, '')
  return { done: () => rmSync(mark, { force: true }) }
}

/** The folder's lock, where the files are, and the mark of their creation. */
function takeFiles(directory: string) {
  const lock = lockDirectory(directory)
  const files = join(directory, 'database')
  try {
    return { lock, files, creation: markCreation(files) }
  } catch (error) {
    lock.release()
    throw toUnusable(directory, error)
  }
}

/** Postgres asks for 16 MB at once for its log, and says no more than that it could not begin. */
const roomNeeded = 32e6

function describeRoom(directory: string): string {
  const { bavail, bsize } = statfsSync(directory)
  const room = bavail * bsize
  return room < roomNeeded
    ? `le disque est plein (${Math.floor(room / 1e6)} Mo libres) : libère au moins 100 Mo et relance. Détail : `
    : ''
}

async function openEmbedded(dataDir: string, listener: EmbeddedListener): Promise<OpenedDatabase> {
  const directory = prepareDirectory(dataDir)
  const { lock, files, creation } = takeFiles(directory)
  let open = false // a loss while it opens is a failure to open, which is thrown
  const embedded = createEmbeddedDatabase(
    { dataDir: files },
    {
      ...listener,
      onLost: error => {
        if (open) listener.onLost?.(error)
      },
    },
  )
  const requests = answerFolderRequests(directory, embedded)
  const close = async () => {
    await requests.stop()
    await embedded.close()
    lock.release()
  }
  try {
    const migrated = await migrate(embedded, await readDatabaseFiles())
    creation.done()
    open = true
    return { driver: 'embedded', exclusive: true, migrated, database: { call: embedded.call, close } }
  } catch (error) {
    await close()
    if (error instanceof DatabaseError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw createDatabaseError(
      'open_failed',
      `La base de données de ${directory} ne s'ouvre pas : ${describeRoom(directory)}${reason}`,
      error,
    )
  }
}

/** What the process that opens a database is told of it. */
export interface DatabaseListener {
  /** Once, if the embedded database ends by itself: every call fails from then on, and only a new process helps. */
  onLost?: OnLost
  /**
   * When a database elsewhere goes away, or the embedded one gives up (a full disk), and when it is back: calls fail
   * meanwhile, and nobody has to start anything.
   */
  onAway?(error: Error): void
  onBack?(): void
  /** Once, when a database elsewhere is not there at the start and is waited for. */
  onWaiting?(problem: Error): void
  /** While tables of version 1 or 2 are converted, many times; and once they are, with the rows set aside, if any. */
  onConverting?(progress: ConversionProgress): void
  onConverted?(setAside: number): void
  /** Once, when a later program has prepared the database (Supabase), on which this one can run. */
  onNewer?(release: string | null): void
}

async function openServer(
  options: Extract<DatabaseOptions, { driver: 'postgres' }>,
  listener: DatabaseListener,
): Promise<OpenedDatabase> {
  const { openPostgres } = await import('./open-postgres.ts') // so that the embedded database loads no client
  const { database, migrated } = await openPostgres({ ...options, ...listener })
  return { driver: 'postgres', exclusive: false, migrated, database, connections: database.counts }
}

async function openRest(
  options: Extract<DatabaseOptions, { driver: 'supabase' }>,
  listener: DatabaseListener,
): Promise<OpenedDatabase> {
  const { openSupabase } = await import('./open-supabase.ts')
  const database = await openSupabase({ ...options, ...listener })
  return { driver: 'supabase', exclusive: false, migrated: { migrations: [], functions: [] }, database }
}

/**
 * Opens and migrates the database that was chosen; Supabase over REST, which cannot be migrated, is checked instead.
 * Throws DatabaseError, whose message is one line for the operator, when the folder cannot be used, is another
 * process's, or the server is not as it must be: a database that was asked for is never silently replaced by another.
 */
export async function openDatabase(
  options: DatabaseOptions,
  listener: DatabaseListener = {},
): Promise<OpenedDatabase> {
  if (options.driver === 'embedded') return openEmbedded(options.dataDir, listener)
  if (options.driver === 'postgres') return openServer(options, listener)
  return openRest(options, listener)
}
