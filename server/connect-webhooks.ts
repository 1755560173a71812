import { setTimeout as delay } from 'node:timers/promises'
import type { WebhookEventType } from '../contract/webhook-event.ts'
import type { Delivery } from './operations/lease-deliveries.ts'
import type { DeliveryOutcome } from './operations/settle-delivery.ts'
import type { Database } from './ports/database.ts'
import { createWebhookPoster } from './providers/webhook/create-webhook-poster.ts'
import type { Logger } from './telemetry/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { EventSettings } from './turn/event-settings.ts'
import type { WebhookSettings } from './webhook-settings.ts'
import { sendWebhooks, type WebhookSender } from './webhooks/send-webhooks.ts'

/**
 * Who is told of what in a turn; undefined where nobody is, which asks nothing of a turn. `isStopped`: whether what is
 * written for an address stays in the outbox, for it said 410.
 */
export function toEventSettings(
  { endpoints, events, includeQuestion }: WebhookSettings,
  isStopped: (endpoint: string) => boolean,
): EventSettings | undefined {
  if (endpoints.length === 0) return undefined
  const ids = endpoints.map(({ id }) => id)
  const byEvent = events.map((event): [WebhookEventType, string[]] => [event, ids])
  return { endpoints: Object.fromEntries(byEvent), includeQuestion, isStopped }
}

/** Sends what the outbox has, in the background, from now on; undefined where no address is configured. */
export function connectWebhooks(
  settings: WebhookSettings,
  deps: { database: Database; logger: Logger; metrics: Metrics; version: string; site: string },
): WebhookSender | undefined {
  const { endpoints, keys } = settings
  if (endpoints.length === 0) return undefined
  const { database, logger, metrics, version, site } = deps
  const poster = createWebhookPoster()
  const sender = sendWebhooks({
    database,
    endpoints,
    poster,
    keys,
    userAgent: `chatbot-v2/${version}`,
    now: Date.now,
    random: Math.random,
    site,
    wait: (milliseconds, signal) =>
      delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined),
    onAttempt(delivery, outcome) {
      metrics.webhooks.inc({ type: delivery.type, outcome: outcome.outcome })
      tellAttempt(logger, delivery, outcome)
    },
    onError: error => logger.warn({ error }, 'webhooks wait: the outbox could not be read or written'),
  })
  return {
    wake: sender.wake,
    isStopped: sender.isStopped,
    async stop() {
      await sender.stop()
      poster.close()
    },
  }
}

/** The address stays out of the log, for it may hold a secret; `endpoint` is what `npm run webhooks -- list` shows. */
function tellAttempt(logger: Logger, delivery: Delivery, { outcome, ...rest }: DeliveryOutcome): void {
  const { id, type, endpoint, attempt } = delivery
  const { httpStatus, error: reason, retrySeconds } = rest
  const fields = { id, type, endpoint, attempt, status: httpStatus, reason }
  if (outcome === 'delivered') logger.debug(fields, 'webhook delivered')
  else if (outcome === 'retry')
    logger.warn({ ...fields, retry_seconds: retrySeconds }, 'webhook not delivered')
  else if (outcome === 'dead')
    logger.error(fields, 'événement abandonné après dix essais : npm run webhooks -- replay le renvoie')
  else
    logger.error(
      fields,
      'l’adresse a répondu 410 (Gone) : plus rien ne lui est envoyé, jusqu’à npm run webhooks -- replay --dead',
    )
}
