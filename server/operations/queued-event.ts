import { z } from 'zod'
import type { Json, JsonObject } from '../ports/database.ts'

/** An event to be told to the operator's own programs, queued in the transaction of what happened. */
export interface QueuedEvent {
  /** The same at every attempt: receivers know a repetition by it. */
  id: string
  type: string
  /** Which addresses it goes to, by the name that the outbox knows them by. */
  endpoints: readonly string[]
  data: JsonObject
}

/** As queue_events.sql takes them; null when there are none, which costs nothing. */
export function toEventsArgument(events: readonly QueuedEvent[] | undefined): Json {
  if (events === undefined || events.length === 0) return null
  return events.map(event => ({ ...event, endpoints: [...event.endpoints] }))
}

/** States of a delivery in the outbox. */
export const DeliveryStatus = z.enum(['pending', 'delivered', 'dead'])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>
