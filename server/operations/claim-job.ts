import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ClaimJobResult = z.object({ claimed: z.boolean() })

/** Takes a job for this process, when it is due and nobody has it, for at most `leaseSeconds`. */
export async function claimJob(
  database: Database,
  input: { name: string; everySeconds: number; leaseSeconds: number },
): Promise<{ claimed: boolean }> {
  return ClaimJobResult.parse(
    await database.call('claim_job', {
      p_name: input.name,
      p_every_seconds: input.everySeconds,
      p_lease_seconds: input.leaseSeconds,
    }),
  )
}
