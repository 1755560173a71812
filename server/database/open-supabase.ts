import { AppError } from '../errors.ts'
import type { Database } from '../ports/database.ts'
import { type AppliedSchema, compareSchema, toTooNew } from './compare-schema.ts'
import { createDatabaseError, DatabaseError } from './database-error.ts'
import { type DatabaseFiles, readDatabaseFiles } from './database-files.ts'
import { createSupabaseDatabase, type SupabaseOptions } from './supabase.ts'
import { isLasting, toPasteAdvice } from './supabase-failure.ts'
import { parseSupabaseTarget, type SupabaseTarget } from './supabase-target.ts'
import { type FailedAttempt, untilItAnswers, type WaitOptions } from './until-it-answers.ts'

export interface OpenSupabaseOptions extends SupabaseOptions, WaitOptions {
  /** SUPABASE_URL and SUPABASE_SERVICE_KEY. */
  url: string
  serviceKey: string
  /** What the database is compared with; the repository's unless said. */
  files?: DatabaseFiles
  /** Told when the database was prepared by a later program, which is no reason to stop. */
  onNewer?(release: string | null): void
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseApplied(value: unknown): AppliedSchema {
  if (!isRecord(value) || !isRecord(value.applied)) {
    throw createDatabaseError(
      'supabase_misconfigured',
      "SUPABASE_URL : la fonction schema_version de cette base n'est pas celle de chatbot-v2.",
    )
  }
  const release = typeof value.release === 'string' ? value.release : null
  return { release, applied: value.applied as AppliedSchema['applied'] }
}

function toFailedAttempt(error: unknown): FailedAttempt {
  if (!(error instanceof AppError) || error.code !== 'database_unavailable') {
    const problem = error instanceof Error ? error : new Error(String(error))
    return { problem, lasting: true }
  }
  const lasting = isLasting(error)
  const code = lasting ? 'supabase_misconfigured' : 'supabase_unreachable'
  return { problem: createDatabaseError(code, error.message, error), lasting }
}

/** What is applied to the database, once it answers. */
function readApplied(
  database: Database,
  { restUrl }: SupabaseTarget,
  options: WaitOptions,
): Promise<AppliedSchema> {
  const ask = async () => parseApplied(await database.call('schema_version', {}))
  const silence = new Error(`SUPABASE_URL : ${restUrl.host} n'a pas encore répondu.`)
  return untilItAnswers(ask, toFailedAttempt, silence, options)
}

/** Stops the start unless this program can run on that database; French, one line, with what to do. */
function checkSchema(applied: AppliedSchema, files: DatabaseFiles, target: SupabaseTarget): 'same' | 'newer' {
  const comparison = compareSchema(applied, files)
  switch (comparison.kind) {
    case 'same':
      return 'same'
    case 'newer':
      if (comparison.missing.length === 0) return 'newer'
      throw createDatabaseError('schema_newer', toTooNew(comparison))
    case 'edited':
      throw createDatabaseError(
        'migration_edited',
        `Les migrations de cette base Supabase ne sont pas celles de ce programme (${comparison.migrations.join(', ')}) : installe la version de chatbot-v2 qui l'a créée, ou une plus récente.`,
      )
    case 'older': {
      const migrations = comparison.migrations.length
      const what =
        migrations > 0 ? `il manque ${comparison.migrations.join(', ')}` : 'ses fonctions ont changé depuis'
      throw createDatabaseError(
        'schema_outdated',
        `La base Supabase n'est pas à jour (${what}) : ${toPasteAdvice(target)}.`,
      )
    }
  }
}

/**
 * Opens a Supabase project over REST, where nothing can be migrated: the database must hold this program's SQL
 * already, or a later program's. Waits for a project that does not answer yet. Throws DatabaseError, whose message is
 * one line for the operator that says what to paste where.
 */
export async function openSupabase(options: OpenSupabaseOptions): Promise<Database> {
  const target = parseSupabaseTarget(options)
  const database = createSupabaseDatabase(target, options)
  try {
    const applied = await readApplied(database, target, options)
    const found = checkSchema(applied, options.files ?? (await readDatabaseFiles()), target)
    if (found === 'newer') options.onNewer?.(applied.release)
    return database
  } catch (error) {
    await database.close()
    if (error instanceof DatabaseError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw createDatabaseError('open_failed', `SUPABASE_URL : la base ne s'ouvre pas : ${reason}`, error)
  }
}
