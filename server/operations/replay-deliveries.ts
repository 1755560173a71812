import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReplayDeliveriesResult = z.object({ replayed: z.number(), resumed: z.number() })

/**
 * Queues one event again, whatever became of it; without an id, all that were given up. `resumed`: addresses that had said
 * 410 and are sent to again; without an id, all of them.
 */
export async function replayDeliveries(
  database: Database,
  input: { id?: string | undefined },
): Promise<{ replayed: number; resumed: number }> {
  return ReplayDeliveriesResult.parse(await database.call('replay_deliveries', { p_id: input.id ?? null }))
}
