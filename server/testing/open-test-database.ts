import { createEmbeddedDatabase, type EmbeddedDatabase } from '../database/embedded.ts'
import { readMigratedSnapshot } from './database-snapshot.ts'

/** A real, migrated, empty database in memory. */
export async function openTestDatabase(): Promise<EmbeddedDatabase> {
  return createEmbeddedDatabase({ snapshot: await readMigratedSnapshot() })
}
