import { z } from 'zod'
import { RateLimitStatus } from '../../contract/rate-limit.ts'
import type { Database } from '../ports/database.ts'

const RateLimitStatusResult = RateLimitStatus.extend({ reset_seconds: z.number() }).transform(
  ({ reset_seconds, ...rest }) => ({ ...rest, resetSeconds: reset_seconds }),
)
/** The contract's status, and in how many seconds `remaining` grows (0 when nothing is counted). */
export type RateLimitReading = z.infer<typeof RateLimitStatusResult>

/** What a conversation has left of its limit. Spends nothing, creates nothing. */
export async function rateLimitStatus(
  database: Database,
  input: { conversationId: string; maxMessages: number; windowSeconds: number },
): Promise<RateLimitReading> {
  const result = await database.call('rate_limit_status', {
    p_conversation_id: input.conversationId,
    p_max_messages: input.maxMessages,
    p_window_seconds: input.windowSeconds,
  })
  return RateLimitStatusResult.parse(result)
}
