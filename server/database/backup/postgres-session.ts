import { parsePostgresAddress } from '../postgres-address.ts'
import { createConnector } from '../postgres-connector.ts'
import { toPostgresProblem } from '../postgres-problem.ts'
import type { TransferSession } from './transfer-session.ts'

/**
 * What a transfer sets on a real Postgres. It notices within a second that we were killed, also in the middle of
 * building an index, and rolls back; and an index of vectors is built in memory, for which the default is too small.
 */
const settings = `set local client_connection_check_interval = '1s';
set local maintenance_work_mem = '512MB';`

/**
 * Opens one connection to DATABASE_URL. Throws DatabaseError: `url_invalid`, or `open_failed` when nobody answers
 * there; one French line, without the password.
 */
export async function openPostgresSession(url: string): Promise<TransferSession> {
  const address = parsePostgresAddress(url)
  try {
    const client = await createConnector(address).connect()
    return {
      settings,
      query: async (sql, values) => (await client.query(sql, values)).rows,
      script: async sql => {
        await client.query(sql)
      },
      close: () => client.end(),
    }
  } catch (error) {
    throw toPostgresProblem(error, address)
  }
}
