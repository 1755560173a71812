import { readDatabaseFiles } from '../database/database-files.ts'
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'

/** A real, migrated, empty database in memory. */
export async function openTestDatabase(): Promise<EmbeddedDatabase> {
  const database = createEmbeddedDatabase()
  await migrate(database, await readDatabaseFiles())
  return database
}
