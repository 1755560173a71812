import { patienceStatement } from '../legacy-script.ts'

/** One connection to a database whose tables are read or filled whole. Values and results are text. */
export interface TransferSession {
  query(sql: string, values?: string[]): Promise<Record<string, unknown>[]>
  /** Many statements at once, nothing read. */
  script(sql: string): Promise<void>
  /** `set local …` that only this kind of server knows, run at the beginning of each transaction; may be empty. */
  settings: string
  close(): Promise<void>
}

/**
 * How values are written as text, the same on every server: what is read back is what was there (shortest exact
 * floats, microseconds, UTC), and two databases with equal rows give equal lines. No time limit: a transfer takes as
 * long as it takes.
 */
const settings = `set local search_path = public, extensions;
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local bytea_output = 'hex';
set local extra_float_digits = 1;
set local lock_timeout = 0;
${patienceStatement};`

/** Reads in one transaction that sees one instant, whatever others write meanwhile. */
export async function inSnapshot<Result>(
  session: TransferSession,
  read: () => Promise<Result>,
): Promise<Result> {
  return inTransaction(session, 'begin isolation level repeatable read read only', read)
}

/** Writes in one transaction: all of it, or nothing when `write` throws. */
export async function inWriting<Result>(
  session: TransferSession,
  write: () => Promise<Result>,
): Promise<Result> {
  return inTransaction(session, 'begin', write)
}

async function inTransaction<Result>(
  session: TransferSession,
  begin: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await session.query(begin)
  try {
    await session.script(`${settings}\n${session.settings}`)
    const result = await work()
    await session.query('commit')
    return result
  } catch (error) {
    // A connection that is gone has rolled back already, and its own error says more.
    await session.query('rollback').catch(() => undefined)
    throw error
  }
}
