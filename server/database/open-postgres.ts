import { checkServer } from './check-server.ts'
import type { ConversionProgress } from './convert-legacy.ts'
import { readDatabaseFiles } from './database-files.ts'
import { type MigrationReport, migrate } from './migrate.ts'
import { createPostgresDatabase, type PostgresDatabase, type PostgresOptions } from './postgres.ts'
import { describeAddress, parsePostgresAddress } from './postgres-address.ts'
import { isLastingRefusal } from './postgres-failure.ts'
import { toPostgresProblem } from './postgres-problem.ts'
import { untilItAnswers, type WaitOptions } from './until-it-answers.ts'

export interface OpenPostgresOptions extends PostgresOptions, WaitOptions {
  /** Told of a conversion of old tables, step by step and at its end. */
  onConverting?(progress: ConversionProgress): void
  onConverted?(setAside: number): void
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
    await untilItAnswers(
      () => database.query('select 1'),
      error => ({ problem: toPostgresProblem(error, address), lasting: isLastingRefusal(error) }),
      new Error(`DATABASE_URL (${describeAddress(address)}) : pas encore de réponse.`),
      options,
    )
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
