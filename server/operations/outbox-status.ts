import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const OutboxStatusResult = z
  .object({
    pending: z.number(),
    dead: z.number(),
    overdue_seconds: z.number(),
    stopped: z.array(z.string()),
  })
  .transform(({ overdue_seconds, ...rest }) => ({ ...rest, overdueSeconds: overdue_seconds }))

/**
 * The outbox in a few numbers: `pending` and `dead` are counted up to 10,000; `overdueSeconds` is for how long what is due
 * has waited at most, 0 where nothing is; `stopped` are the addresses that said 410.
 */
export type OutboxStatus = z.infer<typeof OutboxStatusResult>

/** How the outbox is; cheap enough to be asked again and again. */
export async function outboxStatus(database: Database): Promise<OutboxStatus> {
  return OutboxStatusResult.parse(await database.call('outbox_status', {}))
}
