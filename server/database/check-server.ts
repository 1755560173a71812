import { createDatabaseError } from './database-error.ts'
import { describeAddress, type PostgresAddress } from './postgres-address.ts'
import type { SqlSession } from './sql-session.ts'

const oldestServer = 15
const oldestPgvector = [0, 7]

/**
 * Refuses a server on which migrating would fail with a line of SQL: too old, read-only, or without pgvector. Throws
 * DatabaseError `open_failed`, one French line.
 */
export async function checkServer(
  session: Pick<SqlSession, 'query'>,
  address: PostgresAddress,
): Promise<void> {
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
