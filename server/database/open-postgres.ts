import { setTimeout as delay } from 'node:timers/promises'
import type { ConversionProgress } from './convert-legacy.ts'
import { createDatabaseError } from './database-error.ts'
import { readDatabaseFiles } from './database-files.ts'
import { type MigrationReport, migrate, type SqlSession } from './migrate.ts'
import { createPostgresDatabase, type PostgresDatabase, type PostgresOptions } from './postgres.ts'
import { describeAddress, type PostgresAddress, parsePostgresAddress } from './postgres-address.ts'
import { isLastingRefusal } from './postgres-failure.ts'
import { toPostgresProblem } from './postgres-problem.ts'

const oldestServer = 15
const oldestPgvector = [0, 7]

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

/** Refuses, in one line each, what migrating would fail on with a line of SQL. */
async function checkServer(session: SqlSession, address: PostgresAddress): Promise<void> {
  const [row] = await session.query(`select current_setting('server_version_num')::int as version,
    current_setting('server_version') as name, pg_is_in_recovery() as standby,
    coalesce((select extversion from pg_extension where extname = 'vector'),
      (select default_version from pg_available_extensions where name = 'vector')) as pgvector`)
  const refuse = (problem: string): never => {
    throw createDatabaseError('open_failed', `DATABASE_URL (${describeAddress(address)}) : ${problem}`)
  }
  if (Number(row?.version) < oldestServer * 10_000) {
    refuse(`ce serveur est un PostgreSQL ${row?.name} ; il en faut un de version ${oldestServer} au moins.`)
  }
  if (row?.standby === true) {
    refuse('ce serveur est une réplique en lecture seule : donne l’adresse du serveur principal.')
  }
  const pgvector = row?.pgvector == null ? undefined : String(row.pgvector)
  if (pgvector === undefined) {
    refuse(
      'l’extension pgvector manque à ce serveur : installe-la (paquet postgresql-…-pgvector), version 0.7 au moins.',
    )
  }
  const [major = 0, minor = 0] = (pgvector ?? '').split('.').map(Number)
  const [oldMajor = 0, oldMinor = 0] = oldestPgvector
  if (major < oldMajor || (major === oldMajor && minor < oldMinor)) {
    refuse(
      `pgvector y est en version ${pgvector} ; il en faut ${oldestPgvector.join('.')} au moins : mets-le à jour, puis « alter extension vector update ».`,
    )
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
