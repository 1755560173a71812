import { Worker } from 'node:worker_threads'
import type { AppError } from '../errors.ts'
import type { EmbeddedReply, EmbeddedRequest, EmbeddedWorkerData } from './embedded-messages.ts'
import { sqlState, toFailureKind, toUnavailable } from './postgres-failure.ts'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
type Failure = Extract<EmbeddedReply, { failure: unknown }>['failure']

/** A request, and for how many glances at its thread it may be the one that runs; for ever when not said. */
export type ThreadRequest = WithoutId<EmbeddedRequest> & { glances?: number }

export interface ThreadListener {
  /** It ended, and nobody asked it to. */
  onEnded(error: AppError): void
  /** Postgres in it gave up, or is not coming back: nothing can be done any more but to end the thread. */
  onBroken(error: AppError): void
}

/** The thread in which the embedded Postgres runs, one request after the other. */
export interface EmbeddedThread {
  /** Rejects with `database_unavailable` when Postgres cannot do it now, or the thread ends first. */
  send(request: ThreadRequest): Promise<unknown>
  isOpen(): boolean
  /** Ends it at once; what still waits fails with `error`. */
  end(error: AppError): Promise<void>
}

/** What Postgres says before it ends itself: under a postmaster, everything would now start again. */
function isFinal({ severity }: Failure): boolean {
  return severity === 'PANIC' || severity === 'FATAL'
}

function toError(failure: Failure): Error {
  const error = Object.assign(new Error(failure.message), failure)
  const refused = sqlState(error) !== undefined && toFailureKind(error) === 'refused'
  return refused || isFinal(failure) ? toUnavailable(failure.message, error) : error
}

/**
 * Starts a thread. What is unanswered when it ends fails. `glanceMilliseconds` apart it is looked at: a request that was
 * the first in line at each of its `glances` hangs. (Glances, not a clock: a machine that slept had none.)
 */
export function startEmbeddedThread(
  data: EmbeddedWorkerData,
  glanceMilliseconds: number,
  listener: ThreadListener,
): EmbeddedThread {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: data,
    transferList: data.snapshot ? [data.snapshot.buffer] : [],
  })
  type Waiting = { glances: number; resolve(result: unknown): void; reject(error: Error): void }
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let ended: AppError | undefined

  const glancing = setInterval(() => {
    const [running] = waiting.values()
    if (running === undefined || --running.glances > 0) return
    clearInterval(glancing)
    listener.onBroken(toUnavailable('the embedded database hangs'))
  }, glanceMilliseconds).unref()

  function settle(error: AppError): boolean {
    if (ended) return false
    ended = error
    clearInterval(glancing)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    return true
  }
  function end(error: AppError): void {
    if (settle(error)) listener.onEnded(error)
  }
  worker.on('error', cause => end(toUnavailable('the thread of the embedded database broke down', cause)))
  worker.on('exit', code => end(toUnavailable(`the thread of the embedded database ended with code ${code}`)))
  worker.on('message', (reply: EmbeddedReply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if (!('failure' in reply)) return call?.resolve(reply.result)
    const error = toError(reply.failure)
    call?.reject(error)
    if (isFinal(reply.failure) && !ended) listener.onBroken(error as AppError)
  })
  worker.unref() // an idle database keeps no process alive

  return {
    send({ glances = Number.POSITIVE_INFINITY, ...request }) {
      if (ended) return Promise.reject(ended)
      return new Promise((resolve, reject) => {
        waiting.set(++lastId, { glances, resolve, reject })
        worker.ref()
        worker.postMessage({ ...request, id: lastId })
      })
    },
    isOpen: () => ended === undefined,
    async end(error) {
      settle(error)
      await worker.terminate()
    },
  }
}
