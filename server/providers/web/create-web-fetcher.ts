import type { IncomingHttpHeaders } from 'node:http'
import type { LookupFunction } from 'node:net'
import { ProviderError } from '../../ports/provider-error.ts'
import {
  WebFailure,
  type WebFailureReason,
  type WebFetcher,
  type WebReply,
  type WebRequest,
} from '../../ports/web-fetcher.ts'
import { createGuardedLookup, type Resolve } from '../http/guarded-lookup.ts'
import type { HttpCall } from '../http/http-call.ts'
import { createHttpPool } from '../http/http-pool.ts'
import type { HttpReply } from '../http/http-reply.ts'
import { checkWebAddress, isListedHost } from './check-web-address.ts'
import { unpackBody } from './unpack-body.ts'

export interface WebFetcherOptions {
  /** Says who asks. */
  userAgent: string
  /**
   * Hosts (`wiki.local:8080`) of the operator's own network, which may be asked though they are not on the internet: when
   * the operator gave the address, or another of these hosts leads there.
   */
  privateHosts?: readonly string[]
  /** Of a body, packed and unpacked. Default 5 MiB (trust.md T4). */
  maxBytes?: number
  /** In place of the system's own, for tests. */
  resolve?: Resolve
}

const connectMilliseconds = 5_000

/**
 * The one way out to the web for crawling (trust.md T4): http and https on their own ports, to a name all of whose
 * addresses are public, connected to at the very address that was looked at; no redirect, no cookie, no credentials; at
 * most `maxBytes` after each of at most five layers of packing.
 */
export function createWebFetcher({
  userAgent,
  privateHosts = [],
  maxBytes = 5 * 1024 * 1024,
  resolve,
}: WebFetcherOptions): WebFetcher {
  // A pool each, for a pooled connection to a name is not looked up again.
  const toPool = () => createHttpPool({ idleSocketMilliseconds: 15_000 })
  const pools = { public: toPool(), private: toPool() }
  const lookups = { public: createGuardedLookup(false, resolve), private: createGuardedLookup(true, resolve) }

  function privateHostsFor({ from }: WebRequest): readonly string[] {
    return from === undefined || isListedHost(new URL(from), privateHosts) ? privateHosts : []
  }

  function toCall(request: WebRequest, lookup: LookupFunction): HttpCall {
    const { url, headers, milliseconds, signal } = request
    return {
      provider: 'web',
      method: 'GET',
      url,
      headers: {
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5',
        'accept-language': 'fr,en;q=0.8,*;q=0.5',
        'accept-encoding': 'gzip, br',
        ...headers,
      },
      deadlines: {
        connect: Math.min(connectMilliseconds, milliseconds),
        firstToken: milliseconds,
        idle: milliseconds,
        total: milliseconds,
      },
      // Counted here, where there is more to say of it.
      maxReplyBytes: Number.POSITIVE_INFINITY,
      lookup,
      signal,
    }
  }

  async function* readParts(reply: HttpReply, cut: boolean): AsyncGenerator<Buffer> {
    let received = 0
    for (let part = await reply.read(); part !== undefined; part = await reply.read()) {
      received += part.length
      if (received > maxBytes && !cut) throw tooLarge(maxBytes)
      yield part
    }
  }

  async function readBody(reply: HttpReply, cut: boolean, signal: AbortSignal): Promise<Uint8Array> {
    const { headers } = reply
    if (!cut && Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    const contentEncoding = headers['content-encoding'] ?? ''
    return await unpackBody(readParts(reply, cut), { contentEncoding, maxBytes, cut, signal })
  }

  return {
    async fetch(request): Promise<WebReply> {
      const hosts = privateHostsFor(request)
      checkWebAddress(request.url, hosts)
      const kind = isListedHost(new URL(request.url), hosts) ? 'private' : 'public'
      // AbortSignal.timeout takes whole numbers only, and what is left of a page's time is a fraction.
      const milliseconds = Math.ceil(request.milliseconds)
      const clock = AbortSignal.timeout(milliseconds)
      let reply: HttpReply | undefined
      try {
        reply = await pools[kind].send(toCall({ ...request, milliseconds }, lookups[kind]))
        const { status } = reply
        if (status === 200) {
          const body = await readBody(reply, request.cut ?? false, clock)
          return { status, headers: toPlainHeaders(reply.headers), body }
        }
        reply.release()
        return { status, headers: toPlainHeaders(reply.headers), body: new Uint8Array(0) }
      } catch (error) {
        throw toWebFailure(error, clock.aborted)
      } finally {
        reply?.close()
      }
    },
    close() {
      pools.public.close()
      pools.private.close()
    },
  }
}

function tooLarge(maxBytes: number): WebFailure {
  return new WebFailure('too_large', `more than ${maxBytes} bytes`)
}

function toPlainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
}

const reasons: Partial<Record<ProviderError['failure'], WebFailureReason>> = {
  unreachable: 'unreachable',
  certificate: 'certificate',
  timeout: 'too_slow',
  cancelled: 'cancelled',
}

function toWebFailure(error: unknown, late: boolean): unknown {
  if (error instanceof WebFailure) return error
  if (late) return new WebFailure('too_slow', 'not all there in time', error)
  if (!(error instanceof ProviderError)) return error
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && cause.code === 'ADDRESS_REFUSED')
    return new WebFailure('address', 'its name leads to a private or reserved address', error)
  return new WebFailure(reasons[error.failure] ?? 'malformed', error.message, error)
}
