import { z } from 'zod'
import type { Database } from '../ports/database.ts'
import { DeliveryStatus } from './queued-event.ts'

const ListDeliveriesResult = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      endpoint: z.string(),
      type: z.string(),
      status: DeliveryStatus,
      attempts: z.number(),
      created_at: z.string(),
      next_attempt_at: z.string().nullable(),
      ended_at: z.string().nullable(),
      last_status: z.number().nullable(),
      last_error: z.string().nullable(),
    }),
  ),
  counts: z.object({ pending: z.number(), delivered: z.number(), dead: z.number() }),
  /** Addresses that said 410. */
  stopped: z.array(z.string()),
})
export type DeliveryList = z.infer<typeof ListDeliveriesResult>

/** The outbox, newest first, at most `limit` rows; of one status, or all. */
export async function listDeliveries(
  database: Database,
  input: { status?: DeliveryStatus | undefined; limit: number },
): Promise<DeliveryList> {
  return ListDeliveriesResult.parse(
    await database.call('list_deliveries', { p_status: input.status ?? null, p_limit: input.limit }),
  )
}
