import { createEmbeddedDatabase } from '../embedded.ts'
import type { TransferSession } from './transfer-session.ts'

/** The embedded database in a folder of files, which it makes when there is none. The caller holds the folder's lock. */
export function openEmbeddedSession(files: string): TransferSession {
  const embedded = createEmbeddedDatabase({ dataDir: files })
  return {
    settings: "set local maintenance_work_mem = '256MB';",
    query: embedded.query,
    script: embedded.script,
    close: embedded.close,
  }
}
