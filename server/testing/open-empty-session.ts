import type { TransferSession } from '../database/backup/transfer-session.ts'
import { createEmbeddedDatabase } from '../database/embedded.ts'
import { readEmptySnapshot } from './database-snapshot.ts'

/** A database in memory without any table of ours. */
export async function openEmptySession(): Promise<TransferSession> {
  const embedded = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
  return { ...embedded, settings: '' }
}
