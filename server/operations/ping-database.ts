import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const PingResult = z.object({
  /** Name of the last migration applied. */
  version: z.string(),
})
export type PingResult = z.infer<typeof PingResult>

/** Proves that the database answers and is migrated, at a cost that does not grow with what it holds. */
export async function pingDatabase(database: Database): Promise<PingResult> {
  return PingResult.parse(await database.call('ping', {}))
}
