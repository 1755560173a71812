import { createDatabaseError } from '../database-error.ts'
import type { DatabaseFiles } from '../database-files.ts'
import { formatName, formatVersion } from './backup-file.ts'
import { hasCompatibility } from './compatibility.ts'
import { findOthers, type OtherObject } from './other-objects.ts'
import { findTables } from './our-tables.ts'
import { countTables, readRows } from './read-rows.ts'
import type { RowSource } from './row-source.ts'
import type { TransferSession } from './transfer-session.ts'

export interface DatabaseSource extends RowSource {
  /** Rows of each table, for a progress bar. */
  counts: Record<string, number>
  /** What of an operator's is not read. */
  others: OtherObject[]
}

/**
 * The tables of a database, to be read inside inSnapshot(). Nothing is migrated: what is there is what is read.
 * Throws DatabaseError `nothing_here` when there are no tables of this version, and `migration_edited` when they were
 * made by migrations that this program does not have.
 */
export async function openDatabaseSource(
  session: TransferSession,
  files: DatabaseFiles,
  from: { driver: 'embedded' | 'postgres'; productVersion: string },
): Promise<DatabaseSource> {
  const migrations = await readMigrations(session)
  checkMigrations(migrations, files)
  const ours = await findTables(session, files)
  const [server] = await session.query(
    `select current_setting('server_version') as version, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  )
  return {
    header: {
      format: formatName,
      format_version: formatVersion,
      product_version: from.productVersion,
      created_at: String(server?.now),
      database: { driver: from.driver, server: String(server?.version) },
      migrations,
      tables: ours,
      compatibility: await hasCompatibility(session),
    },
    counts: await countTables(session, ours),
    others: await findOthers(session, files),
    rows: table => readRows(session, table),
  }
}

/** What the journal of a database says; empty when it has none. */
export async function readMigrations(
  session: TransferSession,
): Promise<{ name: string; checksum: string }[]> {
  const [there] = await session.query(`select to_regclass('public.schema_migrations')::text as name`)
  if (there?.name == null) return []
  const rows = await session.query(
    `select name, checksum from public.schema_migrations where kind = 'migration' order by name collate "C"`,
  )
  return rows.map(({ name, checksum }) => ({ name: String(name), checksum: String(checksum) }))
}

/** Throws unless these are the first migrations of this program, or all of them, unchanged. */
export function checkMigrations(
  migrations: readonly { name: string; checksum: string }[],
  files: DatabaseFiles,
): void {
  if (migrations.length === 0) {
    throw createDatabaseError(
      'nothing_here',
      "Il n'y a pas de tables de chatbot-v2 ici. Si la base vient d'une version plus ancienne, démarre une fois le serveur dessus : il la convertit.",
    )
  }
  migrations.forEach(({ name, checksum }, index) => {
    const own = files.migrations[index]
    if (own?.name === name && own.checksum === checksum) return
    const known = files.migrations.some(file => file.name === name)
    throw createDatabaseError(
      'migration_edited',
      known
        ? `La migration ${name} n'est pas celle de ce programme : prends le programme qui a fait cette base, ou rétablis ce fichier. Rien n'a été changé.`
        : `La migration ${name} n'est pas dans ce programme, qui est plus ancien : mets-le à jour. Rien n'a été changé.`,
    )
  })
}
