import { createEmbeddedDatabase, type EmbeddedDatabase, type OnLost } from '../database/embedded.ts'
import { readMigratedSnapshot } from './database-snapshot.ts'

/** A real, migrated, empty database in memory. */
export async function openTestDatabase(onLost?: OnLost): Promise<EmbeddedDatabase> {
  return createEmbeddedDatabase({ snapshot: await readMigratedSnapshot() }, onLost && { onLost })
}
