import type pg from 'pg'
import type { SqlSession } from './migrate.ts'
import type { Connector } from './postgres-connector.ts'

export interface PostgresSession extends SqlSession {
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/**
 * One connection for the owner's own SQL, made when it is first needed and again when it was lost, without any time
 * limit of ours. It lasts until `close()`, so that what a session keeps (settings, locks) is kept; a pooler in
 * transaction mode keeps it only within one script.
 */
export function createPostgresSession(connector: Connector): PostgresSession {
  let opening: Promise<pg.Client> | undefined

  function open(): Promise<pg.Client> {
    opening ??= connect()
    return opening
  }
  async function connect(): Promise<pg.Client> {
    try {
      const client = await connector.connect()
      client.once('end', () => {
        opening = undefined
      })
      return client
    } catch (error) {
      opening = undefined
      throw error
    }
  }

  return {
    async query(sql, values) {
      return (await (await open()).query(sql, values)).rows
    },
    async script(sql) {
      const client = await open()
      try {
        await client.query(sql)
      } catch (error) {
        // A script that failed inside its own transaction leaves it open.
        await client.query('rollback').catch(() => undefined)
        throw error
      }
    },
    async close() {
      const client = await opening?.catch(() => undefined)
      await client?.end()
    },
  }
}
