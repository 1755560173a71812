import { type AppliedSchema, compareSchema, toTooNew } from './compare-schema.ts'
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

/** Nothing on a database that has no journal yet. */
async function readApplied(session: SqlSession): Promise<AppliedSchema> {
  const [there] = await session.query(`select to_regclass('public.schema_migrations') is not null as found`)
  if (!there?.found) return { release: null, applied: {} }
  const [row] = await session.query(`select
    substring(obj_description('public.schema_migrations'::regclass, 'pg_class') from '\\d+\\.\\d+\\.\\d+') as release`)
  const applied: Record<string, Record<string, string>> = {}
  for (const { kind, name, checksum } of await session.query(
    'select kind, name, checksum from public.schema_migrations',
  )) {
    applied[String(kind)] = { ...applied[String(kind)], [String(name)]: String(checksum) }
  }
  return { release: typeof row?.release === 'string' ? row.release : null, applied }
}

/**
 * Brings a database to `files`: migrations once each and in order, functions and access rules when their text
 * changed, all in one transaction. A database of a later program is left as it is. Throws a DatabaseError, before
 * touching anything, when a migration that is applied here was edited since, or a later program removed a function.
 */
export async function migrate(session: SqlSession, files: DatabaseFiles): Promise<MigrationReport> {
  const comparison = compareSchema(await readApplied(session), files)
  if (comparison.kind === 'edited') {
    const names = comparison.migrations.map(name => `${name}.sql`).join(', ')
    throw createDatabaseError(
      'migration_edited',
      `La migration ${names} a été modifiée après avoir été appliquée à cette base : rétablis ce fichier et écris une nouvelle migration.`,
    )
  }
  if (comparison.kind === 'newer' && comparison.missing.length > 0) {
    throw createDatabaseError('schema_newer', toTooNew(comparison))
  }
  if (comparison.kind !== 'older') return { migrations: [], functions: [] }
  await session.script(toMigrationScript(files))
  return { migrations: comparison.migrations, functions: comparison.functions }
}
