import type { ServerResponse } from 'node:http'
import { type FakeAnswer, openStream, writeApart } from './fake-exchange.ts'

/** A stream that the test drives by hand: it says when each piece leaves, cut anywhere. */
export interface HeldAnswer {
  /** Give it to `answerNext`. */
  answer: FakeAnswer
  /** The call has come, and the head of its reply has left. */
  opened: Promise<void>
  /** The client has closed the connection, or the reply has ended. */
  closed: Promise<void>
  /** Resolves when the bytes have left. */
  write(bytes: string | Uint8Array): Promise<void>
  end(): Promise<void>
  /** Breaks the connection off (RST). */
  reset(): Promise<void>
}

/** A hand-driven reply; `head` false: nothing leaves before the first `write`. */
export function holdAnswer(options: { head?: boolean } = {}): HeldAnswer {
  const opening = Promise.withResolvers<ServerResponse>()
  const closing = Promise.withResolvers<void>()
  return {
    async answer({ response }) {
      response.once('close', closing.resolve)
      openStream(response)
      if (options.head !== false) response.flushHeaders()
      opening.resolve(response)
      await closing.promise
    },
    opened: opening.promise.then(() => {}),
    closed: closing.promise,
    write: async bytes => writeApart(await opening.promise, bytes),
    end: async () => void (await opening.promise).end(),
    reset: async () => void (await opening.promise).socket?.resetAndDestroy(),
  }
}
