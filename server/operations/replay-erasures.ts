import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReplayErasuresResult = z.object({
  /** How many visitors are known to have been erased. */
  erasures: z.number(),
  conversations: z.number(),
  users: z.number(),
})

/** Erases again the visitors who had been erased and whom a restored backup brought back. */
export async function replayErasures(database: Database): Promise<z.infer<typeof ReplayErasuresResult>> {
  return ReplayErasuresResult.parse(await database.call('replay_erasures', {}))
}
