import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const PingResult = z.object({
  /** Name of the last migration applied. */
  version: z.string(),
  /** False on a standby, or where everything is read-only: no visitor can be answered there. */
  writable: z.boolean(),
})
export type PingResult = z.infer<typeof PingResult>

/** Proves that the database answers and is migrated, at a cost that does not grow with what it holds. */
export async function pingDatabase(database: Database): Promise<PingResult> {
  return PingResult.parse(await database.call('ping', {}))
}
