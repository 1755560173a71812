import { type AppliedSchema, compareSchema, toTooNew } from './compare-schema.ts'
import { convertLegacy, type PoliteOptions, politely } from './convert-legacy.ts'
import { createDatabaseError } from './database-error.ts'
import type { DatabaseFiles } from './database-files.ts'
import { migrationLockStatement, toMigrationScript } from './migration-script.ts'
import type { SqlSession } from './sql-session.ts'

export type { SqlSession }

/** What this run applied: names, both lists empty when everything was there. */
export interface MigrationReport {
  /** True when tables of version 1 or 2 became ours. */
  converted?: true
  /** How many of their rows stand in unconverted_rows, when any do. */
  setAside?: number
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

async function readSetAside(session: SqlSession): Promise<{ setAside?: number }> {
  const [there] = await session.query(`select to_regclass('public.unconverted_rows') is not null as found`)
  if (there?.found !== true) return {}
  const [row] = await session.query('select count(*)::int as rows from public.unconverted_rows')
  return { setAside: Number(row?.rows) }
}

/**
 * Brings a database to `files`: migrations once each and in order, functions and access rules when their text
 * changed, all in one transaction; tables of version 1 or 2 are converted first. Never makes others wait long for a
 * table (see politely()). A database of a later program is left as it is. Throws a DatabaseError, before touching
 * anything, when a migration that is applied here was edited since, or a later program removed a function.
 */
export async function migrate(
  session: SqlSession,
  files: DatabaseFiles,
  options: PoliteOptions = {},
): Promise<MigrationReport> {
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
  const converted = await convertLegacy(session, files, migrationLockStatement, options)
  await politely(lockMilliseconds => session.script(toMigrationScript(files, { lockMilliseconds })), options)
  return {
    migrations: comparison.migrations,
    functions: comparison.functions,
    ...(converted ? { converted, ...(await readSetAside(session)) } : {}),
  }
}
