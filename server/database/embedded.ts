import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import type { Database } from '../ports/database.ts'
import { toCallStatement } from './call-statement.ts'
import type { SqlSession } from './migrate.ts'

type Value = string | number | boolean | null

export type EmbeddedRequest = { id: number } & (
  | { kind: 'query'; sql: string; values: Value[] }
  | { kind: 'script'; sql: string }
  | { kind: 'dump' }
  | { kind: 'copy'; target: string }
  | { kind: 'close' }
)
export type EmbeddedReply =
  | { id: number; result: unknown }
  | { id: number; failure: { message: string; code?: string; detail?: string } }

export interface EmbeddedWorkerData {
  dataDir?: string
  snapshot?: Uint8Array<ArrayBuffer>
}

/** The embedded driver, with what migrating and tests need beside the port. */
export interface EmbeddedDatabase extends Database, SqlSession {
  query(sql: string, values?: Value[]): Promise<Record<string, unknown>[]>
  /** Copies the files as they are between two calls into a new folder, which can be opened as another database. */
  copyFiles(target: string): Promise<void>
  /** An uncompressed tar of the whole data directory, to give as `snapshot` to another one. */
  dump(): Promise<Uint8Array<ArrayBuffer>>
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

function toUnavailable(message: string, cause?: unknown): AppError {
  return new AppError('database_unavailable', { message, cause })
}

/** Told once, and only when the database's thread ends by itself: from then on every call fails. */
export type OnLost = (error: Error) => void

/** Messages to the worker thread and back; what is unanswered when the thread ends fails. */
function createChannel(data: EmbeddedWorkerData, onLost: OnLost | undefined) {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: data,
    transferList: data.snapshot ? [data.snapshot.buffer] : [],
  })
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let lastId = 0
  let ended: AppError | undefined
  let closing = false

  function end(error: AppError): void {
    if (ended) return
    ended = error
    for (const { reject } of waiting.values()) reject(ended)
    waiting.clear()
    if (!closing) onLost?.(error)
  }
  worker.on('error', cause => end(toUnavailable('the thread of the embedded database broke down', cause)))
  worker.on('exit', code => end(toUnavailable(`the thread of the embedded database ended with code ${code}`)))
  worker.on('message', (reply: EmbeddedReply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if ('failure' in reply) call?.reject(Object.assign(new Error(reply.failure.message), reply.failure))
    else call?.resolve(reply.result)
  })
  worker.unref() // an idle database keeps no process alive

  return {
    send(request: WithoutId<EmbeddedRequest>): Promise<unknown> {
      if (ended) return Promise.reject(ended)
      if (request.kind === 'close') closing = true
      return new Promise((resolve, reject) => {
        waiting.set(++lastId, { resolve, reject })
        worker.ref()
        worker.postMessage({ ...request, id: lastId })
      })
    },
    isOpen: () => ended === undefined,
    end: async () => {
      closing = true
      end(toUnavailable('the embedded database is closed'))
      await worker.terminate()
    },
  }
}

/**
 * Postgres compiled to WebAssembly (PGlite) with pgvector, in a thread of its own: one connection, so calls run one
 * after the other, in the order they were made. Files go to `dataDir`; without it everything is in memory.
 * `snapshot` (of `dump`) fills an empty one faster than Postgres can create it, and is the thread's from then on. Calls wait until it is open;
 * nothing is migrated here. Each committed call is in the hands of the operating system before it answers, so
 * killing the process loses nothing that was acknowledged. A thread that ended is not started again: `onLost` tells,
 * so that whoever runs the process can end it and have it started anew.
 */
export function createEmbeddedDatabase(data: EmbeddedWorkerData = {}, onLost?: OnLost): EmbeddedDatabase {
  const channel = createChannel(data, onLost)
  let closing: Promise<void> | undefined

  async function query(sql: string, values: Value[] = []): Promise<Record<string, unknown>[]> {
    return (await channel.send({ kind: 'query', sql, values })) as Record<string, unknown>[]
  }

  async function close(): Promise<void> {
    if (channel.isOpen()) await channel.send({ kind: 'close' }).catch(() => undefined)
    await channel.end()
  }

  return {
    query,
    async call(name, args) {
      const { text, values } = toCallStatement(name, args)
      const [row] = await query(text, values)
      return row?.result == null ? null : JSON.parse(String(row.result))
    },
    async script(sql) {
      await channel.send({ kind: 'script', sql })
    },
    async dump() {
      return (await channel.send({ kind: 'dump' })) as Uint8Array<ArrayBuffer>
    },
    async copyFiles(target) {
      await channel.send({ kind: 'copy', target })
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}
