import { resolve } from 'node:path'
import type { Database } from '../ports/database.ts'
import { DatabaseError } from './database-error.ts'
import { askThroughFolder } from './folder-requests.ts'
import { type DatabaseOptions, openDatabase } from './open-database.ts'

/**
 * Opens the database that was chosen, or, when it is embedded and a running server has it, asks that server for each
 * call: for the commands of an operator who does not want to stop it. Throws as openDatabase() does, and
 * `directory_locked` from a call that the process which has the folder does not answer.
 */
export async function openBesideServer(options: DatabaseOptions): Promise<Database> {
  try {
    return (await openDatabase(options)).database
  } catch (error) {
    if (options.driver !== 'embedded' || !(error instanceof DatabaseError)) throw error
    if (error.code !== 'directory_locked') throw error
    return {
      async call(name, args) {
        const answered = await askThroughFolder(resolve(options.dataDir), { kind: 'call', name, args }, error)
        answered.release()
        return answered.result
      },
      close: async () => undefined,
    }
  }
}
