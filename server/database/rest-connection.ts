import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface RestAnswer {
  status: number
  contentType: string
  body: string
  /** Where a redirect leads; empty when there is none. It is never followed: the key would go with it. */
  location: string
}

/** Why there is no answer. */
export class RestFailure extends Error {
  /** `unreached`: nothing was sent, so nothing can have happened. `lost`: it was, and nobody knows. `late`: given up. */
  readonly kind: 'unreached' | 'lost' | 'late'
  /** The system's code (ECONNREFUSED, ENOTFOUND, CERT_HAS_EXPIRED…), or empty. */
  readonly systemCode: string
  constructor(kind: RestFailure['kind'], systemCode: string, cause?: unknown) {
    super(`${kind} ${systemCode}`.trim(), cause === undefined ? undefined : { cause })
    this.name = 'RestFailure'
    this.kind = kind
    this.systemCode = systemCode
  }
}

export interface RestTimes {
  /** Milliseconds for the whole exchange, waiting for a free connection included. */
  deadline: number
  /** Milliseconds for making a connection. */
  connecting: number
  signal?: AbortSignal
}

export interface RestConnection {
  post(path: string, body: string, times: RestTimes): Promise<RestAnswer>
  close(): void
}

/** No verb answers with more; a server that does is none of ours. */
const maxAnswerBytes = 256 * 1024 * 1024
/** Shorter than what gateways keep idle connections for (Kong 60 s), so that we do not write to one being closed. */
const idleMilliseconds = 30_000

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length
    if (size > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/**
 * Kept-alive connections to one server, `connections` at most: further requests wait for a free one. Rejects with a
 * RestFailure when there is no answer in time; an answer of any status is an answer. Plain node:https instead of
 * fetch: fetch cannot be told how many connections to keep, nor says whether a request had been sent when it failed.
 */
export function createRestConnection(
  baseUrl: URL,
  headers: Record<string, string>,
  { connections = 20 }: { connections?: number } = {},
): RestConnection {
  const secure = baseUrl.protocol === 'https:'
  const options = {
    keepAlive: true,
    maxSockets: connections,
    timeout: idleMilliseconds,
    scheduling: 'lifo',
  } as const
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options)
  const send = secure ? httpsRequest : httpRequest

  function post(
    path: string,
    body: string,
    { deadline, connecting, signal }: RestTimes,
  ): Promise<RestAnswer> {
    return new Promise((resolve, reject) => {
      let sent = false
      let failure: RestFailure | undefined
      const bytes = Buffer.from(body)
      const request = send(`${baseUrl.href}/${path}`, {
        method: 'POST',
        agent,
        headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
      })
      const giveUp = (kind: RestFailure['kind'], code: string) => {
        failure ??= new RestFailure(sent ? kind : 'unreached', code)
        request.destroy(failure)
      }
      const timer = setTimeout(() => giveUp('late', 'ETIMEDOUT'), deadline)
      let connectTimer: NodeJS.Timeout | undefined
      const onAbort = () => giveUp('late', 'ABORTED')
      signal?.addEventListener('abort', onAbort, { once: true })
      const settle = () => {
        clearTimeout(timer)
        clearTimeout(connectTimer)
        signal?.removeEventListener('abort', onAbort)
      }
      const fail = (error: Error) => {
        settle()
        const { code } = error as NodeJS.ErrnoException
        reject(failure ?? new RestFailure(sent ? 'lost' : 'unreached', code ?? '', error))
      }
      request.on('socket', socket => {
        if (!socket.connecting) {
          sent = true
          return
        }
        connectTimer = setTimeout(() => giveUp('unreached', 'ETIMEDOUT'), connecting)
        socket.once(secure ? 'secureConnect' : 'connect', () => {
          clearTimeout(connectTimer)
          sent = true
        })
      })
      // The agent's timeout is for idle connections; a request that is under way has its own.
      request.on('timeout', () => undefined)
      request.on('error', fail)
      request.on('response', response => {
        readBody(response).then(text => {
          settle()
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            location: response.headers.location ?? '',
            body: text,
          })
        }, fail)
      })
      if (signal?.aborted) onAbort()
      request.end(bytes)
    })
  }

  return { post, close: () => agent.destroy() }
}
