import { z } from 'zod'
import type { Database } from '../ports/database.ts'

const ReadInstallationResult = z.object({ id: z.string() })

/** What tells this installation from others: made by chance when its database was, and the same ever since. */
export async function readInstallation(database: Database): Promise<string> {
  return ReadInstallationResult.parse(await database.call('read_installation', {})).id
}
