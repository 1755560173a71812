import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Database, JsonObject } from '../ports/database.ts'

const ReindexResult = z.object({
  indexed: z.number(),
  remaining: z.number(),
  next: z.string().optional(),
  busy: z.boolean().optional(),
})

/** How far it is: documents indexed so far, and how many are still to be looked at. */
export interface ReindexProgress {
  documents: number
  remaining: number
}

/**
 * Makes findable by their words the chunks that are not yet: written by an older version or by an operator's own SQL.
 * `batch` documents a transaction at most, each of a second or so. Does nothing, in a few milliseconds, when there are
 * none: called at every start, by one process at a time; another waits, and takes over should that one end.
 */
export async function reindexChunks(
  database: Database,
  { batch = 50, onProgress }: { batch?: number; onProgress?(progress: ReindexProgress): void } = {},
): Promise<{ documents: number }> {
  let documents = 0
  let after: string | undefined
  for (;;) {
    const args: JsonObject = { p_limit: batch, ...(after === undefined ? {} : { p_after: after }) }
    const { indexed, remaining, next, busy } = ReindexResult.parse(
      await database.call('reindex_chunks', args),
    )
    documents += indexed
    if (remaining === 0) return { documents }
    if (busy) await delay(2000)
    else onProgress?.({ documents, remaining })
    after = next ?? after
  }
}
