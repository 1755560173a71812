import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkServer } from '../../server/database/check-server.ts'
import { DatabaseError } from '../../server/database/database-error.ts'
import { openBesideServer } from '../../server/database/open-beside.ts'
import type { DatabaseOptions } from '../../server/database/open-database.ts'
import { openSupabase } from '../../server/database/open-supabase.ts'
import { createPostgresDatabase } from '../../server/database/postgres.ts'
import { parsePostgresAddress } from '../../server/database/postgres-address.ts'
import { toPostgresProblem } from '../../server/database/postgres-problem.ts'
import type { Database } from '../../server/ports/database.ts'

export type OpenedForInspection =
  | { kind: 'open'; database: Database }
  /** There is none yet: the first start makes it. */
  | { kind: 'absent' }
  /** One French line. */
  | { kind: 'failed'; problem: string }

/**
 * Opens the database without changing it: a Postgres is not migrated. The embedded one of a running server is asked
 * through its folder; that of a stopped one is brought up to date, as any command does. Waits for no database.
 */
export async function openForInspection(options: DatabaseOptions): Promise<OpenedForInspection> {
  try {
    if (options.driver === 'postgres') return { kind: 'open', database: await openPostgresAsItIs(options) }
    if (options.driver === 'supabase')
      return { kind: 'open', database: await openSupabase({ ...options, waitMilliseconds: 0 }) }
    if (!existsSync(join(options.dataDir, 'database'))) return { kind: 'absent' }
    return { kind: 'open', database: await openBesideServer(options) }
  } catch (error) {
    if (error instanceof DatabaseError) return { kind: 'failed', problem: error.message }
    throw error
  }
}

async function openPostgresAsItIs(
  options: Extract<DatabaseOptions, { driver: 'postgres' }>,
): Promise<Database> {
  const address = parsePostgresAddress(options.url)
  const database = createPostgresDatabase(options)
  try {
    await checkServer(database, address)
    await database.endSession()
    return database
  } catch (error) {
    await database.close()
    throw toPostgresProblem(error, address)
  }
}
