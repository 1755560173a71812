import type { WebhookEventType } from '../../contract/webhook-event.ts'

/** Who is told of what happens, and how much. */
export interface EventSettings {
  /** Addresses by event, as the outbox knows them; those that are absent are told to nobody. */
  endpoints: Readonly<Partial<Record<WebhookEventType, readonly string[]>>>
  /** Whether an address gets nothing for now: no visitor is promised that it will be told. Without it, none is. */
  isStopped?(endpoint: string): boolean
  /** Whether an event carries the visitor's own words. */
  includeQuestion: boolean
}
