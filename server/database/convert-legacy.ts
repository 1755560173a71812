import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabaseError } from './database-error.ts'
import type { DatabaseFiles } from './database-files.ts'
import { patienceStatement, toMigrationFiles, toPrepareStatement } from './legacy-script.ts'
import type { SqlSession } from './sql-session.ts'

/** Where a conversion stands: `rows` of about `total` in this step, when it counts any. */
export interface ConversionProgress {
  step: string
  rows: number
  total?: number
}

export interface PoliteOptions {
  /** Told when a step of a conversion goes on. */
  onProgress?(progress: ConversionProgress): void
  /** For how long others are asked to let go of a table before migrating gives up; 10 min unless said. */
  patienceMilliseconds?: number
}

interface Step {
  done: boolean
  step: string
  rows?: number
  total?: number
  statement?: string
  wait?: boolean
}

/** Somebody else has the table, or we had it and were asked to let go: both pass. */
const passing = new Set(['55P03', '40P01', '40001'])
/** Somebody else was faster at making or dropping the same index, or at ending the conversion. */
const overtaken = new Set(['42P07', '42704', '3F000', '42883', '42P01'])

const codeOf = (error: unknown): string => String((error as { code?: unknown })?.code ?? '')

/**
 * Whoever waits for a table's lock makes everybody who comes after wait too. So we wait for 200 ms at first, let
 * others pass for twice as long, and wait longer each time, never over 1.5 s: `attempt` gets that limit, in
 * milliseconds, to set as lock_timeout. Throws what it threw once `patienceMilliseconds` are over.
 */
export async function politely<T>(
  attempt: (lockMilliseconds: number) => Promise<T>,
  { patienceMilliseconds = 600_000 }: PoliteOptions,
): Promise<T> {
  const until = performance.now() + patienceMilliseconds
  for (let limit = 200; ; limit = Math.min(1500, Math.round(limit * 1.5))) {
    try {
      return await attempt(limit)
    } catch (error) {
      if (!passing.has(codeOf(error))) throw error
      if (performance.now() > until) {
        throw createDatabaseError(
          'open_failed',
          'Une autre connexion garde les tables pour elle depuis longtemps, la migration ne peut pas continuer : ferme les transactions restées ouvertes (select * from pg_stat_activity) et relance. Rien n’est perdu.',
          error,
        )
      }
      await delay(2 * limit)
    }
  }
}

/** Runs statements in one transaction under the lock that all who migrate take. */
async function inTransaction<T>(
  session: SqlSession,
  lock: string,
  limit: number,
  run: () => Promise<T>,
): Promise<T> {
  try {
    await session.query('begin')
    await session.script(patienceStatement)
    await session.query(lock)
    await session.query(`set local lock_timeout = ${limit}`)
    await session.query('set local client_min_messages = warning')
    const result = await run()
    await session.query('commit')
    return result
  } catch (error) {
    await session.query('rollback').catch(() => undefined)
    throw error
  }
}

async function hasConversion(session: SqlSession): Promise<boolean> {
  const [row] = await session.query(`select to_regnamespace('chatbot_conversion') is not null as found`)
  return row?.found === true
}

/** One step, in a transaction of its own. Null once somebody else ended the conversion. */
function convertStep(
  session: SqlSession,
  lock: string,
  limit: number,
  builder: string,
): Promise<Step | null> {
  return inTransaction(session, lock, limit, async () => {
    if (!(await hasConversion(session))) return null
    const [row] = await session.query(
      `select chatbot_conversion.convert_step(p_builder => '${builder}')::text as step`,
    )
    return JSON.parse(String(row?.step)) as Step
  })
}

/**
 * An index is made and dropped while others read and write, which no transaction can. What a failure leaves behind is
 * found and made again at the next step. A server's own limit is lifted for the session meanwhile; a pooler in
 * transaction mode may run the statement on another one, where the limit stands (57014).
 */
async function changeIndex(session: SqlSession, statement: string): Promise<void> {
  try {
    await session.query('set statement_timeout = 0')
    await session.query(statement)
  } catch (error) {
    if (!overtaken.has(codeOf(error)) && !passing.has(codeOf(error))) throw error
  } finally {
    // What a lost connection had set is gone with it.
    await session.query('reset statement_timeout').catch(() => undefined)
  }
}

/**
 * Converts tables of version 1 or 2 where there are any, while the old system goes on reading and writing them:
 * short transactions, each of which leaves the database whole, so that it can be killed at any moment and run again,
 * by several processes at once. What remembers where it stands goes in the transaction that writes our journal: until
 * then the tables could be taken for old ones again. `lock` is the statement that puts them in line. Returns whether there was anything to
 * convert. Throws what the database raises (CB409: something of an operator's stands in the way, nothing was changed).
 */
export async function convertLegacy(
  session: SqlSession,
  files: DatabaseFiles,
  lock: string,
  options: PoliteOptions = {},
): Promise<boolean> {
  await politely(
    limit =>
      inTransaction(session, lock, limit, async () => {
        await session.query('set local search_path = public, extensions')
        await session.script(toMigrationFiles(files))
        await session.script(toPrepareStatement(files))
      }),
    options,
  )
  if (!(await hasConversion(session))) return false
  const builder = randomUUID()
  for (;;) {
    const step = await politely(limit => convertStep(session, lock, limit, builder), options)
    if (step === null || step.done) return true
    if (step.statement !== undefined) await changeIndex(session, step.statement)
    if (step.wait) {
      await delay(500)
      continue
    }
    options.onProgress?.({
      step: step.step,
      rows: step.rows ?? 0,
      ...(step.total === undefined || step.total < 0 ? {} : { total: step.total }),
    })
  }
}
