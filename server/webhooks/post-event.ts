import type { Delivery } from '../operations/lease-deliveries.ts'
import type { DeliveryOutcome } from '../operations/settle-delivery.ts'
import { ProviderError } from '../ports/provider-error.ts'
import type { WebhookPoster } from '../ports/webhook-poster.ts'
import { retryDelay } from './retry-delay.ts'
import { signWebhook } from './sign-webhook.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** Who tells. */
export interface Installation {
  id: string
  name: string
}

export interface PostEventDeps {
  poster: WebhookPoster
  /** What the signatures are made with; one at least. */
  keys: readonly Uint8Array[]
  /** Says who is calling. */
  userAgent: string
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 to 1. */
  random(): number
  /** The team's name, as visitors read it: says to people which installation tells. */
  site: string
}

/** An event as its receiver reads it (contract/webhook-event.ts): the same text at every attempt. */
export function toWebhookBody(
  { type, createdAt, data }: Pick<Delivery, 'type' | 'createdAt' | 'data'>,
  installation: Installation,
): string {
  return JSON.stringify({ type, timestamp: createdAt, installation, data })
}

/**
 * Makes one attempt at an event: signs it, posts it, and says what is to become of it. Any 2xx is a receipt. 410 ends all
 * that goes to that address; anything else, a redirect too, is tried again until there is no attempt left.
 */
export async function postEvent(
  { poster, keys, userAgent, now, random, site }: PostEventDeps,
  endpoint: WebhookEndpoint,
  delivery: Pick<Delivery, 'id' | 'type' | 'createdAt' | 'data' | 'attempt'>,
  installation: string,
): Promise<DeliveryOutcome> {
  const body = toWebhookBody(delivery, { id: installation, name: site })
  const signed = signWebhook({ id: delivery.id, timestamp: Math.floor(now() / 1000), body }, keys)
  const again = (httpStatus: number | null, error: string, retryAfterSeconds?: number): DeliveryOutcome => {
    const retrySeconds = retryDelay(delivery.attempt, { random: random(), retryAfterSeconds })
    return { outcome: retrySeconds === null ? 'dead' : 'retry', retrySeconds, httpStatus, error }
  }
  try {
    const { url, mayBePrivate } = endpoint
    const headers = { 'user-agent': userAgent, ...signed }
    const { status, retryAfterSeconds } = await poster.post({ url, mayBePrivate, headers, body })
    if (status >= 200 && status < 300)
      return { outcome: 'delivered', retrySeconds: null, httpStatus: status, error: null }
    if (status === 410)
      return { outcome: 'gone', retrySeconds: null, httpStatus: status, error: 'HTTP 410 Gone' }
    return again(status, `HTTP ${status}`, retryAfterSeconds)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return again(null, error.message.replace(/^webhook: /, ''))
  }
}
