import type { DatabaseFiles } from '../database-files.ts'
import { migrate } from '../migrate.ts'
import { type Erasure, importErasures, readErasures } from './erasures.ts'
import { type LoadProgress, loadTables } from './load-tables.ts'
import { prepareTarget } from './prepare-target.ts'
import type { RowSource } from './row-source.ts'
import type { TableDigest } from './table-digest.ts'
import { inSnapshot, inWriting, type TransferSession } from './transfer-session.ts'

export interface FilledDatabase {
  /** What was stored, as compared with the source. */
  tables: Record<string, TableDigest>
  /** Migrations, newer than the source, that ran on it afterwards. */
  migrated: string[]
  /** Conversations of the source that an erasure had already removed elsewhere, removed again. */
  erased: number
}

/**
 * Makes a database what a source is: the tables as they were there, their rows, compared; then what this program has
 * newer, and the erasures that the database, `erasures` or the source know of. Rows come in one transaction: killed or
 * failed at any moment, the database has all of them or none, and the same call can be made again.
 */
export async function fillDatabase(
  session: TransferSession,
  files: DatabaseFiles,
  source: RowSource,
  options: { replace: boolean; erasures: readonly Erasure[]; progress?: LoadProgress },
): Promise<FilledDatabase> {
  await prepareTarget(session, files, source.header, options)
  const known = [...(await inSnapshot(session, () => readErasures(session))), ...options.erasures]
  const current = source.header.migrations.length === files.migrations.length
  // The verb that replays erasures belongs to the newest schema: when that is the source's too, one transaction has both.
  if (current) await migrate(session, files)
  const { tables, erased } = await inWriting(session, async () => {
    const stored = await loadTables(session, files, source, options.progress)
    return { tables: stored, erased: current ? await importErasures(session, known) : 0 }
  })
  if (current) return { tables, migrated: [], erased }
  const { migrations } = await migrate(session, files)
  return { tables, migrated: migrations, erased: await importErasures(session, known) }
}
