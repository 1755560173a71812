import { setTimeout as delay } from 'node:timers/promises'
import type { AppError } from '../errors.ts'
import type { Database } from '../ports/database.ts'
import { toCallStatement } from './call-statement.ts'
import type { EmbeddedValue, EmbeddedWorkerData } from './embedded-messages.ts'
import { startEmbeddedThread, type ThreadRequest } from './embedded-thread.ts'
import type { SqlSession } from './migrate.ts'
import { toUnavailable } from './postgres-failure.ts'
import { traitsOf } from './verbs.ts'

/** The embedded driver, with what migrating and tests need beside the port. */
export interface EmbeddedDatabase extends Database, SqlSession {
  query(sql: string, values?: EmbeddedValue[]): Promise<Record<string, unknown>[]>
  /** Copies the files as they are between two calls into a new folder, which can be opened as another database. */
  copyFiles(target: string): Promise<void>
  /** An uncompressed tar of the whole data directory, to give as `snapshot` to another one. */
  dump(): Promise<Uint8Array<ArrayBuffer>>
}

/** Told once, and only when the database's thread ends by itself: from then on every call fails. */
export type OnLost = (error: Error) => void

export interface EmbeddedListener {
  onLost?: OnLost
  /** When Postgres in the thread gave up or hangs, and when it is open again: calls fail meanwhile. */
  onAway?(error: Error): void
  onBack?(): void
}

/** `glanceMilliseconds`: how often the thread is looked at; a second, but in tests. */
export interface EmbeddedPace {
  glanceMilliseconds?: number
}

/** Between two attempts to open again: each one takes a second of a processor. */
const pauseMilliseconds = 3000
/** A verb that runs for so many times what a server elsewhere is given hangs: this one may have a slow machine. */
const patience = 3
/** Closing writes what is in memory to the files. */
const closeGlances = 60

/**
 * Postgres compiled to WebAssembly (PGlite) with pgvector, in a thread of its own: one connection, so calls run one
 * after the other, in the order they were made. Files go to `dataDir`; without it everything is in memory.
 * `snapshot` (of `dump`) fills an empty one faster than Postgres can create it, and is the thread's from then on. Calls wait until it is open;
 * nothing is migrated here. Each committed call is in the hands of the operating system before it answers, so
 * killing the process loses nothing that was acknowledged.
 *
 * What Postgres refuses for want of room or memory is `database_unavailable`, as is every call while it is opened again:
 * there is no postmaster that starts it anew after a PANIC (no room for the next segment of its log), and the next
 * statement would never return. A thread that ended by itself is not started again: `onLost` tells, so
 * that whoever runs the process can end it and have it started anew. So does a database in memory, which has no files.
 */
export function createEmbeddedDatabase(
  data: EmbeddedWorkerData = {},
  listener: EmbeddedListener = {},
  { glanceMilliseconds = 1000 }: EmbeddedPace = {},
): EmbeddedDatabase {
  let away: AppError | undefined
  let closing: Promise<void> | undefined
  let thread = start(data)

  function start(from: EmbeddedWorkerData) {
    return startEmbeddedThread(from, glanceMilliseconds, {
      onEnded(error) {
        if (!away && !closing) listener.onLost?.(error)
      },
      onBroken(error) {
        if (closing) void thread.end(error)
        else if (!away) void (data.dataDir === undefined ? lose(error) : reopen(error, data.dataDir))
      },
    })
  }

  async function lose(error: AppError): Promise<void> {
    const ended = thread.end(error)
    listener.onLost?.(error)
    await ended
  }

  /** What has been committed is in the log on the disk, and Postgres begins by reading it. */
  async function reopen(reason: AppError, dataDir: string): Promise<void> {
    away = reason
    listener.onAway?.(reason)
    await thread.end(reason)
    while (!closing) {
      thread = start({ dataDir })
      const opened = await thread.send({ kind: 'query', sql: 'select 1', values: [] }).catch(() => undefined)
      if (opened !== undefined) break
      await thread.end(reason)
      await delay(pauseMilliseconds, undefined, { ref: false })
    }
    if (closing) return
    away = undefined
    listener.onBack?.()
  }

  async function send(request: ThreadRequest): Promise<unknown> {
    if (away) throw away
    return thread.send(request)
  }

  async function query(sql: string, values: EmbeddedValue[] = []): Promise<Record<string, unknown>[]> {
    return (await send({ kind: 'query', sql, values })) as Record<string, unknown>[]
  }

  async function close(): Promise<void> {
    if (!away && thread.isOpen())
      await thread.send({ kind: 'close', glances: closeGlances }).catch(() => undefined)
    await thread.end(toUnavailable('the embedded database is closed'))
  }

  return {
    query,
    async call(name, args) {
      const { text, values } = toCallStatement(name, args)
      const glances = (patience * traitsOf(name).deadline) / 1000
      const rows = (await send({ kind: 'query', sql: text, values, glances })) as Record<string, unknown>[]
      const [row] = rows
      return row?.result == null ? null : JSON.parse(String(row.result))
    },
    async script(sql) {
      await send({ kind: 'script', sql })
    },
    async dump() {
      return (await send({ kind: 'dump' })) as Uint8Array<ArrayBuffer>
    },
    async copyFiles(target) {
      await send({ kind: 'copy', target })
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}
