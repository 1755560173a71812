import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReleaseTurnsResult = z.object({ released: z.number() })

/** Ends every lease. Only for a process that has the database for itself, at its start. */
export async function releaseTurns(database: Database): Promise<{ released: number }> {
  return ReleaseTurnsResult.parse(await database.call('release_turns', {}))
}
