import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const DatabaseStatusResult = z.object({
  /** Name of the last migration applied. */
  version: z.string(),
  documents: z.number(),
  chunks: z.number(),
  /** Chunks that have a vector. */
  embedded: z.number(),
  /** The model that those are of. */
  embedding_model: z.string(),
  /** Whether anybody has ever talked to us. */
  conversations: z.boolean(),
})
export type DatabaseStatus = z.infer<typeof DatabaseStatusResult>

/** Proves that the database answers, and says what it holds. */
export async function databaseStatus(database: Database): Promise<DatabaseStatus> {
  return DatabaseStatusResult.parse(await database.call('database_status', {}))
}
