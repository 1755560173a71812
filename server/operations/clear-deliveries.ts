import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ClearDeliveriesResult = z.object({ deliveries: z.number(), more: z.boolean() })

/** Deletes events that are over, or older than `days` (0: no such limit), at most `limit` a call. */
export async function clearDeliveries(
  database: Database,
  input: { days: number; limit: number },
): Promise<z.infer<typeof ClearDeliveriesResult>> {
  return ClearDeliveriesResult.parse(
    await database.call('clear_deliveries', { p_days: input.days, p_limit: input.limit }),
  )
}
