import { request } from 'node:http'
import type { ChatReply } from '../../contract/chat.ts'

export interface SentTurn {
  user_id: string
  conversation_id: string
  message_id: string
  message: string
}

/** What a client has been told when its connection ended. */
export interface SeenTurn {
  /** 0 when no answer began. */
  status: number
  /** `accepted` came, or a JSON reply whole. */
  accepted: boolean
  /** Came whole: as `done`, or as the JSON reply. */
  reply: ChatReply | undefined
  /** An `error` event, or a status that is no success. */
  error: string | undefined
  milliseconds: number
}

export interface ObservedTurn {
  /** Fulfilled when this event's first byte has been read. Rejected when the connection ends without it. */
  reads(event: 'accepted' | 'delta' | 'done'): Promise<void>
  ended: Promise<SeenTurn>
}

/**
 * Sends one message on a connection of its own and notes what comes back until it ends, however it ends. With `gate`,
 * the second half of the body is sent once that is fulfilled.
 */
export function observeTurn(
  url: string,
  turn: SentTurn,
  { stream, gate }: { stream: boolean; gate?: Promise<void> },
): ObservedTurn {
  const started = performance.now()
  const body = Buffer.from(JSON.stringify(turn))
  let status = 0
  let text = ''
  const waiting = new Map<string, () => void>()
  const ended = Promise.withResolvers<SeenTurn>()
  const end = () => ended.resolve({ ...toSeen(status, text), milliseconds: performance.now() - started })

  const sent = request(`${url}/api/chat`, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/json',
      'content-length': body.length,
      accept: stream ? 'text/event-stream' : 'application/json',
    },
  })
  sent.on('response', response => {
    status = response.statusCode ?? 0
    response.setEncoding('utf8').on('data', chunk => {
      text += chunk
      for (const [event, tell] of waiting) if (text.includes(`event: ${event}\n`)) tell()
    })
    response.on('close', end).on('error', end)
  })
  sent.on('error', end)
  sent.write(body.subarray(0, body.length / 2))
  if (gate === undefined) sent.end(body.subarray(body.length / 2))
  else void gate.then(() => sent.end(body.subarray(body.length / 2)))
  return {
    ended: ended.promise,
    reads: event =>
      Promise.race([
        new Promise<void>(resolve => waiting.set(event, resolve)),
        ended.promise.then(() => Promise.reject(new Error(`no ${event} in ${status} ${text}`))),
      ]),
  }
}

function toSeen(status: number, text: string): Omit<SeenTurn, 'milliseconds'> {
  const accepted = /^event: accepted\ndata: .*\n\n/m.test(text)
  const done = /^event: done\ndata: (.*)\n\n/m.exec(text)?.[1]
  if (status === 0 || accepted || text.startsWith('id: ')) {
    const error = /^event: error\ndata: (.*)\n\n/m.exec(text)?.[1]
    return { status, accepted, reply: done === undefined ? undefined : JSON.parse(done), error }
  }
  const reply = wholeJson(text)
  if (status === 200) return { status, accepted: reply !== undefined, reply, error: undefined }
  return { status, accepted: false, reply: undefined, error: `${status} ${text}` }
}

/** A JSON body, or undefined when it was cut. */
function wholeJson(text: string): ChatReply | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
