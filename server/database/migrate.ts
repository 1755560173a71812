import { createDatabaseError } from './database-error.ts'
import type { DatabaseFiles } from './database-files.ts'
import { toMigrationScript } from './migration-script.ts'

/** What migrating needs of a driver: a query whose rows are read, and a script of many statements. */
export interface SqlSession {
  query(sql: string): Promise<Record<string, unknown>[]>
  script(sql: string): Promise<void>
}

/** Names of what this run applied; both empty when everything was there. */
export interface MigrationReport {
  migrations: string[]
  functions: string[]
}

/** Checksums by `kind/name`; empty on a database that has no journal yet. */
async function readJournal(session: SqlSession): Promise<Map<string, string>> {
  const [there] = await session.query(`select to_regclass('public.schema_migrations') is not null as found`)
  if (!there?.found) return new Map()
  const rows = await session.query('select kind, name, checksum from public.schema_migrations')
  return new Map(rows.map(row => [`${row.kind}/${row.name}`, String(row.checksum)]))
}

/**
 * Brings a database to `files`: migrations once each and in order, functions and access rules when their text
 * changed, all in one transaction. Throws a DatabaseError, before touching anything, when a migration that is
 * applied here was edited since.
 */
export async function migrate(session: SqlSession, files: DatabaseFiles): Promise<MigrationReport> {
  const journal = await readJournal(session)
  const edited = files.migrations.filter(file => {
    const checksum = journal.get(`migration/${file.name}`)
    return checksum !== undefined && checksum !== file.checksum
  })
  if (edited.length > 0) {
    const names = edited.map(file => `${file.name}.sql`).join(', ')
    throw createDatabaseError(
      'migration_edited',
      `La migration ${names} a été modifiée après avoir été appliquée à cette base : rétablis ce fichier et écris une nouvelle migration.`,
    )
  }
  const migrations = files.migrations.filter(file => !journal.has(`migration/${file.name}`))
  const functions = files.functions.filter(file => journal.get(`function/${file.name}`) !== file.checksum)
  const accessChanged = journal.get(`access/${files.access.name}`) !== files.access.checksum
  if (migrations.length > 0 || functions.length > 0 || accessChanged) {
    await session.script(toMigrationScript(files))
  }
  return { migrations: migrations.map(file => file.name), functions: functions.map(file => file.name) }
}
