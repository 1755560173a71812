import { setTimeout as delay } from 'node:timers/promises'
import { checkServer } from './check-server.ts'
import type { ConversionProgress } from './convert-legacy.ts'
import { readDatabaseFiles } from './database-files.ts'
import { type MigrationReport, migrate, type SqlSession } from './migrate.ts'
import { createPostgresDatabase, type PostgresDatabase, type PostgresOptions } from './postgres.ts'
import { type PostgresAddress, parsePostgresAddress } from './postgres-address.ts'
import { isLastingRefusal } from './postgres-failure.ts'
import { toPostgresProblem } from './postgres-problem.ts'

export interface OpenPostgresOptions extends PostgresOptions {
  /** How long to wait for a server that is not there yet, as when both start together; 30 s unless said. */
  waitMilliseconds?: number
  /** Told of a conversion of old tables, step by step and at its end. */
  onConverting?(progress: ConversionProgress): void
  onConverted?(setAside: number): void
  /** Told once when there is something to wait for. */
  onWaiting?(problem: Error): void
}

/** Asks until the server answers, time is out, or it refuses for good. */
async function waitForServer(
  session: SqlSession,
  address: PostgresAddress,
  { waitMilliseconds = 30_000, onWaiting }: OpenPostgresOptions,
): Promise<void> {
  const until = performance.now() + waitMilliseconds
  for (let waiting = false; ; waiting = true) {
    try {
      await session.query('select 1')
      return
    } catch (error) {
      const problem = toPostgresProblem(error, address)
      if (isLastingRefusal(error) || performance.now() > until) throw problem
      if (!waiting) onWaiting?.(problem)
      await delay(500)
    }
  }
}

/**
 * Opens a Postgres and migrates it. Waits for one that is not there yet, but not for one that refuses. Throws
 * DatabaseError, whose message is one line for the operator.
 */
export async function openPostgres(
  options: OpenPostgresOptions,
): Promise<{ database: PostgresDatabase; migrated: MigrationReport }> {
  const address = parsePostgresAddress(options.url)
  const database = createPostgresDatabase(options)
  try {
    await waitForServer(database, address, options)
    await checkServer(database, address)
    const { onConverting, onConverted } = options
    const migrated = await migrate(
      database,
      await readDatabaseFiles(),
      onConverting === undefined ? {} : { onProgress: onConverting },
    )
    if (migrated.converted) onConverted?.(migrated.setAside ?? 0)
    await database.endSession()
    return { database, migrated }
  } catch (error) {
    await database.close()
    throw toPostgresProblem(error, address)
  }
}
