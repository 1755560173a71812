import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { HttpCall } from './http-call.ts'
import type { HttpReply } from './http-reply.ts'
import { sendCall } from './send-call.ts'

/** Kept-alive connections to providers: one a process. */
export interface HttpPool {
  /**
   * Sends a call; the reply is there with its head. Redirects are not followed. Throws ProviderError; a pooled socket
   * that proves dead before the reply costs one more attempt on a new one (failures.md row 37), nothing else does.
   */
  send(call: HttpCall): Promise<HttpReply>
  /** Closes every connection, those in use too. */
  close(): void
}

/**
 * A pool over node:http(s). Not fetch: measured, a stream of 120 tokens costs it 1.4 to 1.7 times the CPU, and it does
 * not say whether a socket was used before, which tells a dead pooled socket from a dead provider.
 */
export function createHttpPool(
  options: {
    idleSocketMilliseconds?: number
    /** What every call carries beside its own headers, asked when it is sent. */
    extraHeaders?: (() => Readonly<Record<string, string>>) | undefined
  } = {},
): HttpPool {
  // Proxies and load balancers drop idle connections after about a minute; being first avoids most dead sockets.
  const { extraHeaders } = options
  const timeout = options.idleSocketMilliseconds ?? 45_000
  const settings = { keepAlive: true, timeout, maxFreeSockets: 64, scheduling: 'lifo' as const }
  const agents = { plain: new HttpAgent(settings), secure: new HttpsAgent(settings) }
  return {
    send: call =>
      sendCall(
        extraHeaders === undefined ? call : { ...call, headers: { ...extraHeaders(), ...call.headers } },
        agents,
      ),
    close() {
      agents.plain.destroy()
      agents.secure.destroy()
    },
  }
}
