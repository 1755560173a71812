import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { abortable } from './abortable.ts'
import { type Connector, connectMilliseconds } from './postgres-connector.ts'
import { isLastingRefusal, isReusableAfter } from './postgres-failure.ts'
import { createSlots } from './slots.ts'

const idleMilliseconds = 60_000
/** A connection idle for longer is asked whether it still is one before a call is entrusted to it. */
const staleMilliseconds = 5000
const checkMilliseconds = 1000
/**
 * What the server itself enforces: longer than any prompt call waits. Only where the connection is the server's own;
 * a pooler tells its clients another process number, and would hand such settings on to whoever comes next.
 */
const serverSettings = `select set_config('statement_timeout', '15s', false),
  set_config('idle_in_transaction_session_timeout', '60s', false) where pg_backend_pid() = $1`

/** No connection could be made in time. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super('no connection to the database', { cause })
    this.name = 'NoConnection'
  }
}

/** How long a call waits: `patience` is what is left of the milliseconds it may spend while no connection can be made. */
export interface Wait {
  patience: number
  signal: AbortSignal
}

export interface PostgresPool {
  /**
   * Runs `work` on a connection. Throws NoConnection when none can be made. When the signal aborts, it rejects at once
   * with the signal's reason, and the connection is not used again.
   */
  use<T>(work: (client: pg.ClientBase) => Promise<T>, wait: Wait): Promise<T>
  /** Has the server answer on a connection of the pool, which is kept free for that. */
  check(signal: AbortSignal): Promise<void>
  /** Leaves the connections there are to those who use them, and makes new ones from now on. */
  renew(): void
  /** Connections, those that nobody uses, and callers who wait for one. */
  counts(): { open: number; idle: number; waiting: number }
  close(): Promise<void>
}

/**
 * Connections of one connector, at most `size` (from 2), of which calls use all but one. It keeps nothing in them that a pooler in transaction mode would lose
 * or share: no named statements, no session settings. `cancel` is asked to stop what an abandoned connection does.
 */
export function createPostgresPool(
  connector: Connector,
  { size, cancel }: { size: number; cancel(client: pg.ClientBase): Promise<void> },
): PostgresPool {
  const slots = createSlots(size - 1)
  const lastUse = new WeakMap<pg.ClientBase, number>()
  let current: pg.Pool | undefined

  function createPool(config: pg.ClientConfig): pg.Pool {
    const pool = new pg.Pool({
      ...config,
      max: size,
      min: 1,
      idleTimeoutMillis: idleMilliseconds,
      connectionTimeoutMillis: connectMilliseconds,
      allowExitOnIdle: true,
      onConnect: settle,
    } as pg.PoolConfig)
    // An idle connection that ends is replaced when one is needed; one in use tells its call.
    pool.on('error', () => undefined)
    pool.on('connect', client => client.on('error', () => undefined))
    return pool
  }

  async function settle(client: pg.ClientBase): Promise<void> {
    const { processID } = client as typeof client & { processID?: number }
    const query = { text: serverSettings, values: [processID ?? 0], query_timeout: connectMilliseconds }
    await client.query(query)
  }

  async function connectOnce(): Promise<pg.PoolClient> {
    const config = current === undefined ? await connector.toConfig() : undefined
    if (config !== undefined) current ??= createPool(config)
    return (current as pg.Pool).connect()
  }

  function renew(): void {
    const old = current
    current = undefined
    void old?.end().catch(() => undefined)
  }

  async function connect(wait: Wait): Promise<pg.PoolClient> {
    const { signal } = wait
    const started = performance.now()
    for (let pause = 50; ; pause = Math.min(2 * pause, 400)) {
      try {
        const client = await abortable(connectOnce(), signal, late => late.release())
        if (await isAlive(client, signal)) return client
        renew() // what one idle connection has become, the others have
      } catch (error) {
        signal.throwIfAborted()
        const left = wait.patience - (performance.now() - started)
        if (isLastingRefusal(error) || left < pause) {
          wait.patience = left
          throw new NoConnection(error)
        }
        await abortable(delay(pause), signal)
      }
    }
  }

  async function isAlive(client: pg.PoolClient, signal: AbortSignal): Promise<boolean> {
    const used = lastUse.get(client)
    if (used === undefined || performance.now() - used < staleMilliseconds) return true
    const limit = AbortSignal.any([signal, AbortSignal.timeout(checkMilliseconds)])
    try {
      await abortable(client.query('select 1'), limit)
      return true
    } catch {
      client.release(true)
      signal.throwIfAborted()
      return false
    }
  }

  /** Gives a connection back, or ends it, after having its statement canceled when that still runs. */
  async function leave(client: pg.PoolClient, reusable: boolean, signal: AbortSignal): Promise<void> {
    if (signal.aborted && !reusable) await cancel(client)
    lastUse.set(client, performance.now())
    client.release(!reusable)
  }

  return {
    async use(work, wait) {
      const { signal } = wait
      const freeSlot = await slots.take(signal)
      const client = await connect(wait).catch(error => {
        freeSlot()
        throw error
      })
      const outcome = abortable(work(client), signal)
      // The caller does not wait for this.
      void outcome
        .then(
          () => leave(client, true, signal),
          error => leave(client, !signal.aborted && isReusableAfter(error), signal),
        )
        .finally(freeSlot)
      return outcome
    },
    async check(signal) {
      const client = await abortable(connectOnce(), signal, late => late.release())
      try {
        await abortable(client.query('select 1'), signal)
        client.release()
      } catch (error) {
        client.release(true)
        throw error
      }
    },
    renew,
    counts: () => ({
      open: current?.totalCount ?? 0,
      idle: current?.idleCount ?? 0,
      waiting: slots.waiting(),
    }),
    async close() {
      await current?.end()
    },
  }
}
