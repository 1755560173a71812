import { z } from 'zod'

/** Reply of `GET /api/rate-limit/:conversation_id`. */
export const RateLimitStatus = z.object({
  allowed: z.boolean(),
  remaining: z.number().int().nonnegative(),
  limit: z.number().int().positive(),
  window_seconds: z.number().int().positive(),
})
export type RateLimitStatus = z.infer<typeof RateLimitStatus>
