import { Worker } from 'node:worker_threads'
import type { FileType } from './file-type.ts'
import type { ParsedDocument } from './parse-document.ts'
import type { ReadReply, ReadRequest } from './reader-worker.ts'
import { Refusal } from './refusal.ts'

/** Reads files somewhere they can do no harm. */
export interface DocumentReader {
  /** Throws Refusal. `bytes` is handed over: its buffer is empty afterwards. One call at a time. */
  read(file: {
    type: FileType
    filename: string
    bytes: Uint8Array<ArrayBuffer>
  }): Promise<Omit<ParsedDocument, 'text'>>
  close(): Promise<void>
}

const defaultTimeout = 30_000

/**
 * A reader that parses in one worker thread, kept from file to file (starting one takes most of a second).
 * A file that takes longer than `timeout` milliseconds or more than `heapMegabytes` (512) of heap ends the thread, not the
 * process; the next file gets a new one.
 */
export function createDocumentReader(
  options: { timeout?: number; heapMegabytes?: number; workerUrl?: URL } = {},
): DocumentReader {
  const timeout = options.timeout ?? defaultTimeout
  const workerUrl = options.workerUrl ?? new URL('./reader-worker.ts', import.meta.url)
  let worker: Worker | undefined
  let nextId = 0

  function start(): Worker {
    const started = new Worker(workerUrl, {
      resourceLimits: {
        maxOldGenerationSizeMb: options.heapMegabytes ?? 512,
        maxYoungGenerationSizeMb: 64,
        stackSizeMb: 4,
      },
      // A parser has no use for keys, arguments or the terminal.
      env: {},
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
    })
    started.stdout.resume()
    started.stderr.resume()
    // A thread that fails after its answer was given up must not end the process.
    started.on('error', () => {})
    started.unref()
    return started
  }

  async function stop(): Promise<void> {
    const stopped = worker
    worker = undefined
    await stopped?.terminate()
  }

  function ask(asked: Worker, request: ReadRequest & { bytes: Uint8Array<ArrayBuffer> }): Promise<ReadReply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          settle(() =>
            reject(new Refusal('too_slow', `lecture trop longue (plus de ${Math.ceil(timeout / 1000)} s)`)),
          ),
        timeout,
      )
      const onMessage = (reply: ReadReply) => settle(() => resolve(reply))
      const onError = (cause: Error) =>
        settle(() => reject(new Refusal('too_complex', 'fichier trop complexe : la lecture a échoué', cause)))
      const onExit = () => onError(new Error('the reading thread ended'))
      function settle(finish: () => void): void {
        clearTimeout(timer)
        asked.off('message', onMessage).off('error', onError).off('exit', onExit)
        finish()
      }
      asked.on('message', onMessage).on('error', onError).on('exit', onExit)
      asked.postMessage(request, [request.bytes.buffer])
    })
  }

  return {
    async read(file) {
      worker ??= start()
      try {
        const reply = await ask(worker, { id: nextId++, ...file })
        if ('refusal' in reply) throw new Refusal(reply.refusal.reason, reply.refusal.message)
        return reply.document
      } catch (error) {
        if (error instanceof Refusal && (error.reason === 'too_slow' || error.cause !== undefined))
          await stop()
        throw error
      }
    },
    close: stop,
  }
}
