import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReplayDeliveriesResult = z.object({ replayed: z.number() })

/** Queues one event again, whatever became of it; without an id, all that were given up. */
export async function replayDeliveries(
  database: Database,
  input: { id?: string | undefined },
): Promise<{ replayed: number }> {
  return ReplayDeliveriesResult.parse(await database.call('replay_deliveries', { p_id: input.id ?? null }))
}
