import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

const FinishJobResult = z.object({ finished: z.boolean() })

/** Gives a job back; unless it is `done`, the next one who asks gets it. */
export async function finishJob(
  database: Database,
  input: { name: string; done: boolean; result: JsonObject },
): Promise<{ finished: boolean }> {
  return FinishJobResult.parse(
    await database.call('finish_job', { p_name: input.name, p_done: input.done, p_result: input.result }),
  )
}
