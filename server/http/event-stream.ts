import type { ServerResponse } from 'node:http'
import type { ChatEvent } from '../../contract/chat.ts'
import { encodeEvent, keepAliveComment, mergeDeltas } from './sse.ts'

/** Bytes a reader may be behind before its connection is closed; what the kernel holds comes on top. */
const maxBehind = 32 * 1024

export interface EventStream {
  /** Never throws and never waits: the turn goes on whoever reads. */
  send(event: ChatEvent): void
  end(): void
}

/**
 * Writes a turn's events to one visitor. Events of one tick leave in one write. A visitor who reads too
 * slowly, or not at all for a whole period, is disconnected.
 * @param keepAliveMilliseconds the period of the comment that keeps proxies open
 */
export function openEventStream(
  response: ServerResponse,
  headers: Record<string, number | string | string[] | undefined>,
  keepAliveMilliseconds = 15_000,
): EventStream {
  let waiting: ChatEvent[] = []
  let nextId = 1
  let lastBehind = 0

  const write = (text: string): void => {
    if (response.destroyed || response.writableEnded) return
    if (response.writableLength > maxBehind) response.destroy()
    else response.write(text)
  }
  const flush = (): void => {
    let text = ''
    for (const event of mergeDeltas(waiting)) text += encodeEvent(event, nextId++)
    waiting = []
    if (text !== '') write(text)
  }
  const checkReader = (): void => {
    const behind = response.writableLength
    // A comment goes out each period, so a reader who took nothing is at least that much further behind.
    if (lastBehind > 0 && behind >= lastBehind) response.destroy()
    else write(keepAliveComment)
    lastBehind = behind
  }

  response.writeHead(200, headers)
  const keepAlive = setInterval(checkReader, keepAliveMilliseconds)
  // Who left before the stream began closes nothing any more: `close` has been told.
  if (response.destroyed) clearInterval(keepAlive)
  response.once('close', () => clearInterval(keepAlive))
  return {
    send(event) {
      if (waiting.push(event) === 1) setImmediate(flush)
    },
    end() {
      // Corked, the last events and the end of the reply leave in one packet. The socket, not the response: what a
      // corked response holds back comes after the chunk that ends the body, and is lost (Node 24).
      response.socket?.cork()
      flush()
      response.end()
    },
  }
}
