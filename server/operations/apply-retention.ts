import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ApplyRetentionResult = z.object({
  messages: z.number(),
  conversations: z.number(),
  users: z.number(),
  /** There is more to delete: call again. */
  more: z.boolean(),
})
export type RetentionOutcome = z.infer<typeof ApplyRetentionResult>

/** Deletes messages older than `days`, at most `limit`, with conversations and visitors that have nothing left. */
export async function applyRetention(
  database: Database,
  input: { days: number; limit: number },
): Promise<RetentionOutcome> {
  return ApplyRetentionResult.parse(
    await database.call('apply_retention', { p_days: input.days, p_limit: input.limit }),
  )
}
