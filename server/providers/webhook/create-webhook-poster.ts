import { isIP } from 'node:net'
import { ProviderError } from '../../ports/provider-error.ts'
import type { WebhookPost, WebhookPoster } from '../../ports/webhook-poster.ts'
import { mayBeAsked } from '../http/address-range.ts'
import { createGuardedLookup } from '../http/guarded-lookup.ts'
import type { HttpCall } from '../http/http-call.ts'
import { createHttpPool } from '../http/http-pool.ts'
import { readRetryAfter } from '../http/retry-after.ts'

/** Receivers have this long, in all, to answer. */
const answerMilliseconds = 15_000
/** Nothing of an answer is read but its head; what comes with it is dropped, and cut here. */
const maxReplyBytes = 64 * 1024

/**
 * Posts webhooks over connections of their own: to the address that was looked at and found to be one that may be posted
 * to, with no redirect, for at most 15 s. `answerMilliseconds` is for tests.
 */
export function createWebhookPoster(options: { answerMilliseconds?: number } = {}): WebhookPoster {
  const limit = options.answerMilliseconds ?? answerMilliseconds
  // A pool each, for a pooled connection to a name is not looked up again.
  const pools = { public: createHttpPool(), private: createHttpPool() }
  const lookups = { public: createGuardedLookup(false), private: createGuardedLookup(true) }
  return {
    async post(request) {
      refuseAddress(request)
      const kind = request.mayBePrivate ? 'private' : 'public'
      const call: HttpCall = {
        provider: 'webhook',
        url: request.url,
        headers: request.headers,
        body: request.body,
        deadlines: { firstToken: limit, total: limit },
        maxReplyBytes,
        lookup: lookups[kind],
      }
      const reply = await pools[kind].send(call)
      reply.release()
      return { status: reply.status, retryAfterSeconds: readRetryAfter(reply.headers, Date.now()) }
    },
    close() {
      pools.public.close()
      pools.private.close()
    },
  }
}

/** An address that is written as one is not looked up, so it is looked at here. */
function refuseAddress({ url, mayBePrivate }: WebhookPost): void {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) === 0 || mayBeAsked(host, mayBePrivate)) return
  throw new ProviderError('rejected', { provider: 'webhook', message: 'webhook: ADDRESS_REFUSED' })
}
