import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ListErasuresResult = z.object({
  erasures: z.array(z.object({ user_hash: z.string(), erased_at: z.string() })),
})
export type ErasureList = z.infer<typeof ListErasuresResult>

/** Who was erased, as SHA-256 of the id, and when: what `npm run restore -- --erasures` takes. */
export async function listErasures(database: Database): Promise<ErasureList> {
  return ListErasuresResult.parse(await database.call('list_erasures', {}))
}
