import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

const SaveWebStatesResult = z.object({ saved: z.number() })

/** Writes down what a visit found of pages whose text is as it was; documents that are gone meanwhile are left out. */
export async function saveWebStates(
  database: Database,
  states: readonly { id: string; web: JsonObject }[],
): Promise<{ saved: number }> {
  return SaveWebStatesResult.parse(
    await database.call('save_web_states', { p_states: states.map(({ id, web }) => ({ id, web })) }),
  )
}
