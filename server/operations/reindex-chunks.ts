import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReindexResult = z.object({ indexed: z.number(), remaining: z.number() })

/**
 * Makes findable by their words the chunks that are not yet: written by an older version or by an operator's own SQL.
 * `batch` documents a transaction. Does nothing, in a millisecond or so, when there are none: called at every start.
 */
export async function reindexChunks(
  database: Database,
  { batch = 50 }: { batch?: number } = {},
): Promise<{ documents: number }> {
  let documents = 0
  for (;;) {
    const result = await database.call('reindex_chunks', { p_limit: batch })
    const { indexed, remaining } = ReindexResult.parse(result)
    documents += indexed
    if (remaining === 0 || indexed === 0) return { documents }
  }
}
