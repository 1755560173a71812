import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

/** An event that this process has to send now, to one address. */
export interface Delivery {
  id: string
  endpoint: string
  type: string
  data: JsonObject
  /** When it happened. */
  createdAt: string
  /** 1 is the first. */
  attempt: number
  /** What this process is known by when it says what became of it. */
  lease: string
}

const LeaseDeliveriesResult = z
  .object({
    installation: z.string(),
    deliveries: z.array(
      z
        .object({
          id: z.string(),
          endpoint: z.string(),
          type: z.string(),
          data: z.record(z.string(), z.json()),
          created_at: z.string(),
          attempt: z.number(),
          lease: z.string(),
        })
        .transform(({ created_at, ...rest }): Delivery => ({ ...rest, createdAt: created_at })),
    ),
    next_seconds: z.number().nullable(),
    stopped: z.array(z.string()).default([]), // a database over REST may be of the version before
  })
  .transform(({ next_seconds, ...rest }) => ({ ...rest, nextSeconds: next_seconds }))

/**
 * Takes events that are due for this process, oldest first, for at most `leaseSeconds` each. `nextSeconds`: until another
 * one will be due; null when none waits. `installation`: which one this is (read-installation.ts). `stopped`: those of `endpoints` that said 410.
 */
export async function leaseDeliveries(
  database: Database,
  input: { endpoints: readonly string[]; limit: number; leaseSeconds: number },
): Promise<z.infer<typeof LeaseDeliveriesResult>> {
  return LeaseDeliveriesResult.parse(
    await database.call('lease_deliveries', {
      p_endpoints: [...input.endpoints],
      p_limit: input.limit,
      p_lease_seconds: input.leaseSeconds,
    }),
  )
}
