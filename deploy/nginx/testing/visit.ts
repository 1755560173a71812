import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { decodeEvents } from '../../../server/testing/read-events.ts'

export interface VisitOptions {
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Our end's address: any of 127.0.0.0/8 is a visitor of its own. */
  from?: string
}

export interface Visited {
  /** 0 when nothing came. */
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The answer came whole. */
  whole: boolean
}

export interface Visit {
  /** Resolves when the text has come, in the reply or in the answer it streams; rejects when it ends without. */
  sees(text: string): Promise<void>
  ended: Promise<Visited>
  leave(): void
}

/** One request on a connection of its own, over TLS nobody vouches for when the URL says so; never rejects. */
export function visit(url: string, options: VisitOptions = {}): Visit {
  const { body, from = '127.0.0.1', headers = {} } = options
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
  const seen: Visited = { status: 0, headers: {}, text: '', whole: false }
  const waiting = new Map<string, () => void>()
  const ended = Promise.withResolvers<Visited>()
  const end = () => ended.resolve(seen)
  const send = url.startsWith('https:') ? requestHttps : requestHttp
  const sent = send(url, {
    method: options.method ?? (payload ? 'POST' : 'GET'),
    agent: false,
    localAddress: from,
    // The certificate is the test's own, for no name.
    rejectUnauthorized: false,
    headers: {
      ...(payload && { 'content-type': 'application/json', 'content-length': String(payload.length) }),
      ...headers,
    },
  })
  sent.on('response', response => {
    seen.status = response.statusCode ?? 0
    seen.headers = response.headers
    response.setEncoding('utf8').on('data', chunk => {
      seen.text += chunk
      for (const [text, tell] of waiting) if (shows(seen, text)) tell()
    })
    response.on('end', () => {
      seen.whole = response.complete
    })
    response.on('close', end).on('error', end)
  })
  sent.on('error', end)
  sent.end(payload)
  return {
    ended: ended.promise,
    leave: () => sent.destroy(),
    sees: text =>
      Promise.race([
        shows(seen, text) ? Promise.resolve() : new Promise<void>(resolve => waiting.set(text, resolve)),
        ended.promise.then(({ status, text: all }) =>
          Promise.reject(new Error(`no ${text} in ${status} ${all}`)),
        ),
      ]),
  }
}

/** Whether a reply has that text, also cut into several deltas. */
function shows({ text: received }: Visited, text: string): boolean {
  if (received.includes(text)) return true
  const deltas = decodeEvents(received).filter(({ event }) => event === 'delta')
  return deltas
    .map(({ data }) => JSON.parse(data).text)
    .join('')
    .includes(text)
}

/** The same, whole. */
export function get(url: string, options: VisitOptions = {}): Promise<Visited> {
  return visit(url, options).ended
}
