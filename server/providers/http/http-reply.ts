import type { IncomingHttpHeaders } from 'node:http'
import type { CallWatch } from './watch-call.ts'

/** A reply whose head is here and whose body may still come. One of `release` and `close` ends it. */
export interface HttpReply {
  status: number
  headers: IncomingHttpHeaders
  /** In lower case, without parameters: `application/json`. */
  mediaType: string
  watch: CallWatch
  /** The next bytes of the body, those of `gather` milliseconds together; undefined at its end. Throws ProviderError. */
  read(gather?: number): Promise<Buffer | undefined>
  /** All was read that is wanted: what is left (a last empty chunk) is dropped, so that the socket is used again. */
  release(): void
  /** Lets go of it at once, socket and all, unless all was read; harmless after `release`. */
  close(): void
}
