import type { WebhookEndpoint } from './webhook-endpoint.ts'

/**
 * Which of the configured addresses said 410. The outbox remembers those of addresses, too, that the operator has taken
 * out since: nobody would send them anything, and there is nothing to mend.
 */
export function configuredStops(
  stopped: readonly string[],
  endpoints: readonly WebhookEndpoint[],
): WebhookEndpoint[] {
  return endpoints.filter(({ id }) => stopped.includes(id))
}
