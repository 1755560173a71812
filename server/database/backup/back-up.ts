import { resolve } from 'node:path'
import { createDatabaseError } from '../database-error.ts'
import { readDatabaseFiles } from '../database-files.ts'
import type { DatabaseOptions } from '../open-database.ts'
import { openDatabaseSource } from './database-source.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { holdFiles } from './hold-files.ts'
import type { OtherObject } from './other-objects.ts'
import { openPostgresSession } from './postgres-session.ts'
import { inSnapshot, type TransferSession } from './transfer-session.ts'
import { type WrittenBackup, writeBackup } from './write-backup.ts'

/** What a person may watch. `total` rows in all. */
export interface BackupProgress {
  onStart?(total: number): void
  onRows?(table: string, rows: number): void
  onCheck?(): void
}

export interface BackupReport extends WrittenBackup {
  /** What of an operator's is not in the file. */
  others: OtherObject[]
  /** True when a running server was asked for a copy of its files. */
  copied: boolean
}

/** Supabase over REST has verbs and no tables, so nothing can be read whole through it. */
export function toNeedsDatabaseUrl(): Error {
  return createDatabaseError(
    'driver_missing',
    "Avec SUPABASE_URL seul, cette commande ne peut pas lire les tables : donne aussi DATABASE_URL, l'adresse de connexion que Supabase montre sous « Connect » (Session pooler), mot de passe compris.",
  )
}

/** Opens the configured database to read all of it; `close` gives everything back. */
export async function openToRead(options: DatabaseOptions): Promise<TransferSession & { copied: boolean }> {
  if (options.driver === 'supabase') throw toNeedsDatabaseUrl()
  if (options.driver === 'postgres') return { ...(await openPostgresSession(options.url)), copied: false }
  const held = await holdFiles(resolve(options.dataDir))
  const session = openEmbeddedSession(held.files)
  return {
    ...session,
    copied: held.copied,
    async close() {
      await session.close()
      held.release()
    },
  }
}

/**
 * Writes all our tables, as they are at one instant, into a file, and checks the file. Servers may be running and
 * writing. Throws DatabaseError with one French line; then the file is not there, or is the older one.
 */
export async function backUp(
  options: DatabaseOptions,
  file: string,
  productVersion: string,
  progress: BackupProgress = {},
): Promise<BackupReport> {
  const files = await readDatabaseFiles()
  const session = await openToRead(options)
  try {
    return await inSnapshot(session, async () => {
      const driver = options.driver === 'postgres' ? 'postgres' : 'embedded'
      const source = await openDatabaseSource(session, files, { driver, productVersion })
      progress.onStart?.(Object.values(source.counts).reduce((sum, count) => sum + count, 0))
      const written = await writeBackup(source, file, progress)
      return { ...written, others: source.others, copied: session.copied }
    })
  } finally {
    await session.close()
  }
}
