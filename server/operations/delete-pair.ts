import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const DeletePairResult = z.object({ deleted: z.boolean() })

/** Removes a question–answer pair; its document stays. `deleted` is false when there was none of that id. */
export async function deletePair(database: Database, input: { id: string }): Promise<{ deleted: boolean }> {
  return DeletePairResult.parse(await database.call('delete_pair', { p_id: input.id }))
}
