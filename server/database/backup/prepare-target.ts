import { createDatabaseError } from '../database-error.ts'
import type { DatabaseFiles } from '../database-files.ts'
import { migrate } from '../migrate.ts'
import type { BackupHeader } from './backup-file.ts'
import { checkMigrations, readMigrations } from './database-source.ts'
import { findTables, quoteName } from './our-tables.ts'
import { inSnapshot, inWriting, type TransferSession } from './transfer-session.ts'

/** What a server writes into a database that nobody has used yet. */
const bookkeeping = new Set(['jobs', 'erasures', 'installation'])

/** Names of our tables that hold something a person would miss. */
export async function tablesWithData(session: TransferSession, files: DatabaseFiles): Promise<string[]> {
  const ours = await findTables(session, files)
  const filled: string[] = []
  for (const { name } of ours) {
    if (bookkeeping.has(name)) continue
    const [row] = await session.query(`select exists (select from ${quoteName(name)})::text as found`)
    if (row?.found === 'true') filled.push(name)
  }
  return filled
}

/** Tables of ours, all empty, made by a newer program than the backup's: they are made again as they were then. */
async function dropTables(session: TransferSession, files: DatabaseFiles): Promise<void> {
  const ours = await findTables(session, files)
  const names = [...ours.map(({ name }) => name), 'schema_migrations']
  const drops = names.map(name => `drop table if exists public.${quoteName(name)} cascade`)
  await inWriting(session, () =>
    session.script(`set local client_min_messages = warning; ${drops.join('; ')}`),
  )
}

function sameMigrations(left: BackupHeader['migrations'], right: BackupHeader['migrations']): boolean {
  return (
    left.length === right.length &&
    left.every(
      ({ name, checksum }, index) => name === right[index]?.name && checksum === right[index].checksum,
    )
  )
}

/**
 * Brings a database to the migrations that a backup was made with, so that its rows are stored as they were and the
 * later migrations then run on them. Throws DatabaseError before it changes anything: `not_empty` when the database has
 * data, unless `replace` is said; when it is of another version, `replace` cannot help either.
 */
export async function prepareTarget(
  session: TransferSession,
  files: DatabaseFiles,
  header: BackupHeader,
  { replace }: { replace: boolean },
): Promise<void> {
  checkMigrations(header.migrations, files)
  const { there, filled } = await inSnapshot(session, async () => ({
    there: await readMigrations(session),
    filled: await tablesWithData(session, files),
  }))
  if (filled.length > 0 && !replace) {
    throw createDatabaseError(
      'not_empty',
      `La base n'est pas vide (${filled.join(', ')}) : rien n'a été changé. Donne une base vide, ou ajoute --replace pour remplacer ce qu'elle contient.`,
    )
  }
  if (sameMigrations(there, header.migrations)) return
  if (filled.length > 0) {
    throw createDatabaseError(
      'not_empty',
      "La base n'est pas vide et n'est pas de la même version que la sauvegarde : donne une base vide. Rien n'a été changé.",
    )
  }
  if (there.length > 0) await dropTables(session, files)
  await migrate(session, filesOf(files, header))
}

/** The migrations of a backup alone; functions come with the later ones, which they may need. */
function filesOf(files: DatabaseFiles, { migrations }: BackupHeader): DatabaseFiles {
  return { ...files, migrations: files.migrations.slice(0, migrations.length), functions: [] }
}
