import type { IncomingMessage } from 'node:http'
import type { ProviderError } from '../../ports/provider-error.ts'

/** Bytes waiting for a slow reader before the socket is told to wait. */
const highWater = 256 * 1024

/** The body of a reply as it comes. What arrives while nobody reads is handed over together. */
export interface ReplyBody {
  /**
   * The next bytes; undefined at the end. Throws what `fail` was given. What comes within `gather` milliseconds is
   * handed over together; the end and an error are told at once, after what came before them.
   */
  read(gather?: number): Promise<Buffer | undefined>
  /** Ends it with an error: a pending and every later `read` throws it. */
  fail(error: ProviderError): void
  /** Nobody reads any more: what is there and what comes is dropped. */
  discard(): void
  readonly ended: boolean
}

interface Reader {
  resolve(bytes: Buffer | undefined): void
  reject(error: Error): void
  /** Instant of performance.now() from which on it is handed what there is. */
  until: number
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
  let reader: Reader | undefined
  let gathered: NodeJS.Timeout | undefined

  function take(): Buffer | undefined {
    const [first] = waiting
    const bytes = waiting.length === 1 ? first : Buffer.concat(waiting)
    waiting = []
    size = 0
    if (response.isPaused()) response.resume()
    return bytes
  }
  /** To whoever waits: what is there, else how it ended. */
  function handOver(): void {
    if (reader === undefined) return
    const { resolve, reject } = reader
    clearTimeout(gathered)
    reader = gathered = undefined
    if (waiting.length > 0) resolve(take())
    else if (failure === undefined) resolve(undefined)
    else reject(failure)
  }
  function handOverIn(milliseconds: number): void {
    if (milliseconds <= 0) handOver()
    else gathered ??= setTimeout(handOver, milliseconds)
  }
  response.on('data', (chunk: Buffer) => {
    if (failure !== undefined || discarded) return
    total += chunk.length
    if (total > handlers.maxBytes) return handlers.onTooLarge()
    waiting.push(chunk)
    size += chunk.length
    if (reader === undefined) {
      if (size > highWater) response.pause()
    } else if (size > highWater) handOver()
    else handOverIn(reader.until - performance.now())
  })
  response.on('end', () => {
    if (!response.complete) return handlers.onBroken()
    ended = true
    handOver()
    handlers.onEnd()
  })
  response.on('error', error => handlers.onBroken(error))
  response.on('close', () => {
    if (!ended && failure === undefined) handlers.onBroken()
  })

  return {
    // What came before a failure is read before it: text that a visitor may still see.
    read: (gather = 0) =>
      new Promise((resolve, reject) => {
        reader = { resolve, reject, until: gather > 0 ? performance.now() + gather : 0 }
        if (ended || failure !== undefined) handOver()
        else if (waiting.length > 0) handOverIn(gather)
      }),
    fail(error) {
      if (failure !== undefined || ended) return
      failure = error
      handOver()
    },
    discard() {
      discarded = true
      waiting = []
      clearTimeout(gathered)
      response.resume()
    },
    get ended() {
      return ended
    },
  }
}
