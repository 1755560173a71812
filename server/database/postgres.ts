import type pg from 'pg'
import { AppError } from '../errors.ts'
import type { Database } from '../ports/database.ts'
import { type CallStatement, toCallStatement } from './call-statement.ts'
import { cancelStatement } from './cancel-statement.ts'
import { parsePostgresAddress } from './postgres-address.ts'
import { createConnector } from './postgres-connector.ts'
import { sqlState, toFailureKind, toUnavailable } from './postgres-failure.ts'
import { createPostgresPool, NoConnection, type PostgresPool, type Wait } from './postgres-pool.ts'
import { createPresence } from './postgres-presence.ts'
import { createPostgresSession, type PostgresSession } from './postgres-session.ts'
import { traitsOf, type VerbTraits } from './verbs.ts'

export interface PostgresOptions {
  /** DATABASE_URL, as libpq reads it. */
  url: string
  /** Connections at most; from 2, because one is kept for asking whether the server is there. */
  poolSize?: number
  /** Told when the database goes away and when it is back. */
  onAway?(error: Error): void
  onBack?(): void
}

/** The postgres driver, with what migrating and tests need beside the port. */
export interface PostgresDatabase extends Database, Omit<PostgresSession, 'close'> {
  /** Ends the connection that `query` and `script` share; the next of them makes another. */
  endSession(): Promise<void>
  counts: PostgresPool['counts']
}

const defaultPoolSize = 10
const maxAttempts = 3

type Work<T> = (client: pg.ClientBase) => Promise<T>

async function runCall(client: pg.ClientBase, { text, values }: CallStatement): Promise<unknown> {
  return (await client.query(text, values)).rows[0]?.result ?? null
}

/** In a transaction with a time limit of its own, which also a pooler in transaction mode keeps together. */
async function runPatiently(
  client: pg.ClientBase,
  statement: CallStatement,
  deadline: number,
): Promise<unknown> {
  await client.query(`begin; set local statement_timeout = ${deadline}`)
  try {
    const result = await runCall(client, statement)
    await client.query('commit')
    return result
  } catch (error) {
    if (toFailureKind(error) !== 'lost') await client.query('rollback')
    throw error
  }
}

/** What a caller of the port learns: AppError for a database that cannot answer now, else the defect as it is. */
function toCallError(error: unknown, name: string): unknown {
  if (error instanceof AppError) return error
  if (error instanceof NoConnection) return toUnavailable(error.message, error.cause)
  if (toFailureKind(error) !== 'defect') return toUnavailable(`${name}: ${(error as Error).message}`, error)
  return error
}

function mayRepeat(error: unknown, traits: VerbTraits): boolean {
  if (error instanceof NoConnection) return false
  const kind = toFailureKind(error)
  return kind === 'undone' || (kind === 'lost' && traits.repeatable)
}

/**
 * Any Postgres with pgvector behind a URL, poolers included. Connects when it is first used, and again whenever
 * connections end: nobody has to restart anything. While the database is away, prompt calls fail within 2 s with
 * AppError `database_unavailable`, at once after the first; about a second after its return they succeed again.
 * A call whose connection ended is made again when its verb is repeatable. Throws DatabaseError `url_invalid`.
 */
export function createPostgresDatabase(options: PostgresOptions): PostgresDatabase {
  const address = parsePostgresAddress(options.url)
  const connector = createConnector(address)
  const pool = createPostgresPool(connector, {
    size: options.poolSize ?? defaultPoolSize,
    cancel: client => (presence.away() ? Promise.resolve() : cancelStatement(address, client)),
  })
  const session = createPostgresSession(connector)
  const presence = createPresence(probe, {
    onAway: error => {
      pool.renew()
      options.onAway?.(error)
    },
    onBack: () => options.onBack?.(),
  })
  let closing: Promise<void> | undefined

  /**
   * On a connection that is there, or on a new one: a pooler may give no new one, and those that are there may lead to a
   * server that is no more. A server that takes no more connections but has ours is not away either.
   */
  async function probe(timeoutMilliseconds: number): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMilliseconds)
    try {
      await Promise.any([pool.check(signal), connector.probe(timeoutMilliseconds)])
    } catch (error) {
      const [, ofNew] = (error as AggregateError).errors
      if (sqlState(ofNew) !== '53300' || pool.counts().open === 0) throw ofNew
    }
  }

  /** Runs `work`, again when it may be, until the verb's deadline or, for a prompt one, until the database is away. */
  async function run<T>(work: Work<T>, traits: VerbTraits, name: string): Promise<T> {
    if (closing) throw toUnavailable('the database is closed')
    const away = traits.prompt ? presence.away() : undefined
    if (away !== undefined) throw toUnavailable('the database is away', away)
    const controller = new AbortController()
    const giveUp = (error: Error) => controller.abort(error)
    const timer = setTimeout(() => {
      giveUp(toUnavailable(`${name} took longer than ${traits.deadline} ms`))
    }, traits.deadline)
    const unwatch = traits.prompt ? presence.watch(giveUp) : undefined
    try {
      return await attempt(work, traits, { patience: traits.patience, signal: controller.signal })
    } catch (error) {
      throw toCallError(error, name)
    } finally {
      clearTimeout(timer)
      unwatch?.()
    }
  }

  async function attempt<T>(work: Work<T>, traits: VerbTraits, wait: Wait): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        const result = await pool.use(work, wait)
        presence.replied()
        return result
      } catch (error) {
        if (wait.signal.aborted) throw error
        if (error instanceof NoConnection && pool.counts().open === 0) presence.lost(error)
        if (attempts === maxAttempts || !mayRepeat(error, traits)) throw error
        if (attempts > 1) pool.renew() // two dead connections: there are more
      }
    }
  }

  return {
    async call(name, args) {
      const traits = traitsOf(name)
      const statement = toCallStatement(name, args)
      if (traits.prompt) return run(client => runCall(client, statement), traits, name)
      return run(client => runPatiently(client, statement, traits.deadline), traits, name)
    },
    query: session.query,
    script: session.script,
    endSession: session.close,
    counts: pool.counts,
    close() {
      presence.close()
      closing ??= Promise.all([session.close(), pool.close()]).then(() => undefined)
      return closing
    },
  }
}
