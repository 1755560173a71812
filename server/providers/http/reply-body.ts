import type { IncomingMessage } from 'node:http'
import type { ProviderError } from '../../ports/provider-error.ts'

/** Bytes waiting for a slow reader before the socket is told to wait. */
const highWater = 256 * 1024

/** The body of a reply as it comes. What arrives while nobody reads is handed over together. */
export interface ReplyBody {
  /** The next bytes; undefined at the end. Throws what `fail` was given. */
  read(): Promise<Buffer | undefined>
  /** Ends it with an error: a pending and every later `read` throws it. */
  fail(error: ProviderError): void
  /** Nobody reads any more: what is there and what comes is dropped. */
  discard(): void
  readonly ended: boolean
}

/**
 * Collects the body of `response`. Events instead of the stream's own iterator: an error or a clock ends a pending
 * read at once, and it costs a third less CPU a token.
 */
export function createReplyBody(
  response: IncomingMessage,
  handlers: { maxBytes: number; onTooLarge(): void; onEnd(): void; onBroken(error?: Error): void },
): ReplyBody {
  let waiting: Buffer[] = []
  let size = 0
  let total = 0
  let ended = false
  let discarded = false
  let failure: ProviderError | undefined
  let reader: { resolve(bytes: Buffer | undefined): void; reject(error: Error): void } | undefined

  function take(): Buffer | undefined {
    const [first] = waiting
    const bytes = waiting.length === 1 ? first : Buffer.concat(waiting)
    waiting = []
    size = 0
    response.resume()
    return bytes
  }
  response.on('data', (chunk: Buffer) => {
    if (failure !== undefined || discarded) return
    total += chunk.length
    if (total > handlers.maxBytes) return handlers.onTooLarge()
    if (reader !== undefined) {
      const { resolve } = reader
      reader = undefined
      return resolve(chunk)
    }
    waiting.push(chunk)
    size += chunk.length
    if (size > highWater) response.pause()
  })
  response.on('end', () => {
    if (!response.complete) return handlers.onBroken()
    ended = true
    reader?.resolve(undefined)
    reader = undefined
    handlers.onEnd()
  })
  response.on('error', error => handlers.onBroken(error))
  response.on('close', () => {
    if (!ended && failure === undefined) handlers.onBroken()
  })

  return {
    // What came before a failure is read before it: text that a visitor may still see.
    read: async () => {
      if (waiting.length > 0) return take()
      if (failure !== undefined) throw failure
      if (ended) return undefined
      return new Promise((resolve, reject) => {
        reader = { resolve, reject }
      })
    },
    fail(error) {
      if (failure !== undefined || ended) return
      failure = error
      reader?.reject(error)
      reader = undefined
    },
    discard() {
      discarded = true
      waiting = []
      response.resume()
    },
    get ended() {
      return ended
    },
  }
}
