import {
  type ClientRequest,
  type Agent as HttpAgent,
  type IncomingMessage,
  request as requestPlain,
} from 'node:http'
import { type Agent as HttpsAgent, request as requestSecure } from 'node:https'
import { ProviderError } from '../../ports/provider-error.ts'
import type { HttpCall } from './http-call.ts'
import { isStaleSocket, toBrokenReply, toConnectionFailure, toUnsendable } from './http-failure.ts'
import type { HttpReply } from './http-reply.ts'
import { createReplyBody, type ReplyBody } from './reply-body.ts'
import { type CallWatch, watchCall } from './watch-call.ts'

export interface Agents {
  plain: HttpAgent
  secure: HttpsAgent
}

/**
 * How soon a pooled socket that the other side had closed says so: a round trip. Reset later, the provider may have worked, and billed:
 * trying again is then for whoever counts attempts.
 */
const staleMilliseconds = 500

/** How long the rest of a released reply may take before its socket is given up. */
const drainMilliseconds = 1_000

/** One call over these agents' sockets: see HttpPool.send. */
export function sendCall(call: HttpCall, agents: Agents): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    let request: ClientRequest | undefined
    let body: ReplyBody | undefined
    let stopped = false
    const stop = (error: ProviderError) => {
      stopped = true
      watch.end()
      body?.fail(error)
      request?.destroy()
      reject(error)
    }
    const watch = watchCall(call, stop)
    const attempt = (pooled: boolean) => {
      const began = performance.now()
      const sent = startRequest(call, pooled ? agents : undefined)
      request = sent
      if (!pooled) watch.connecting()
      sent.on('socket', socket => {
        if (!socket.connecting) return watch.connected()
        socket.once(isSecure(call) ? 'secureConnect' : 'connect', watch.connected)
      })
      sent.on('error', error => {
        if (stopped || body !== undefined) return
        const soon = performance.now() - began < staleMilliseconds
        if (pooled && soon && sent.reusedSocket && isStaleSocket(error)) attempt(false)
        else stop(toConnectionFailure(error, call))
      })
      sent.on('response', response => {
        body = createReplyBody(response, {
          maxBytes: call.maxReplyBytes,
          onTooLarge: () => stop(tooLarge(call)),
          onEnd: watch.end,
          onBroken: error => stop(toBrokenReply(error, call)),
        })
        resolve(toReply(sent, response, body, watch))
      })
    }
    if (call.signal?.aborted) return
    try {
      attempt(true)
    } catch (error) {
      stop(toUnsendable(error, call))
    }
  })
}

/** `agents` absent: on a socket of its own, which is closed after. */
function startRequest(call: HttpCall, agents: Agents | undefined): ClientRequest {
  const { method = 'POST' } = call
  // Encoded once: a text would be measured first, and then encoded together with the head.
  const body = call.body === undefined ? undefined : Buffer.from(call.body)
  const headers: Record<string, string | number> = { accept: 'application/json', ...call.headers }
  if (body !== undefined) {
    headers['content-type'] = 'application/json'
    headers['content-length'] = body.length
  }
  const { lookup } = call
  const options = { method, headers, ...(lookup && { lookup }) }
  const request = isSecure(call)
    ? requestSecure(call.url, { ...options, agent: agents?.secure ?? false })
    : requestPlain(call.url, { ...options, agent: agents?.plain ?? false })
  request.end(body)
  return request
}

function toReply(
  request: ClientRequest,
  response: IncomingMessage,
  body: ReplyBody,
  watch: CallWatch,
): HttpReply {
  let released = false
  const [mediaType = ''] = (response.headers['content-type'] ?? '').split(';', 1)
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    mediaType: mediaType.trim().toLowerCase(),
    watch,
    read: body.read,
    release() {
      released = true
      watch.end()
      body.discard()
      if (body.ended) return
      const drain = setTimeout(() => request.destroy(), drainMilliseconds).unref()
      response.once('end', () => clearTimeout(drain))
    },
    close() {
      if (released) return
      watch.end()
      body.discard()
      if (!body.ended) request.destroy()
    },
  }
}

function isSecure(call: HttpCall): boolean {
  return call.url.startsWith('https:')
}

function tooLarge({ provider, model, maxReplyBytes }: HttpCall): ProviderError {
  const message = `${provider}: reply larger than ${maxReplyBytes} bytes`
  return new ProviderError('malformed', { provider, model, message })
}
