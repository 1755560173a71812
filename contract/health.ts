import { z } from 'zod'

/** Reply of `GET /health`. A service is true when it is configured and answers. */
export const Health = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy']),
  timestamp: z.iso.datetime(),
  version: z.string(),
  services: z.object({
    database: z.boolean(),
    /** v2's name for the database, kept for the monitors that read it. */
    supabase: z.boolean(),
    openrouter: z.boolean(),
    openai: z.boolean(),
    cohere: z.boolean(),
  }),
})
export type Health = z.infer<typeof Health>
