import { z } from 'zod'
import type { Database } from '../ports/database.ts'
import { DeliveryStatus } from './queued-event.ts'

/** What became of an attempt. `gone`: the address said 410, and gets nothing more. */
export interface DeliveryOutcome {
  outcome: 'delivered' | 'retry' | 'dead' | 'gone'
  retrySeconds: number | null
  /** Of the answer; null when there was none. */
  httpStatus: number | null
  /** What failed, in a few words, without the address. */
  error: string | null
}

const SettleDeliveryResult = z.object({ settled: z.boolean(), status: DeliveryStatus })

/** Ends an attempt. Not `settled`: somebody else has leased it since, or its conversation is gone. */
export async function settleDelivery(
  database: Database,
  input: { id: string; endpoint: string; lease: string } & DeliveryOutcome,
): Promise<z.infer<typeof SettleDeliveryResult>> {
  return SettleDeliveryResult.parse(
    await database.call('settle_delivery', {
      p_id: input.id,
      p_endpoint: input.endpoint,
      p_lease: input.lease,
      p_outcome: input.outcome,
      p_retry_seconds: input.retrySeconds,
      p_http_status: input.httpStatus,
      p_error: input.error,
    }),
  )
}
