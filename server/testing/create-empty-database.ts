import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** An empty database on the server of `url` (TEST_DATABASE_URL), and how to remove it, also while it is in use. */
export async function createEmptyDatabase(
  url: string,
): Promise<{ url: string; name: string; remove(): Promise<void> }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const administer = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  const remove = async (attempts = 5): Promise<void> => {
    try {
      await administer(`drop database ${name} with (force)`)
    } catch (error) {
      // Autovacuum works in it, which only a superuser may end; dropping without force does, and waits for it.
      if ((error as pg.DatabaseError).code !== '42501' || attempts === 0) throw error
      const dropped = await administer(`drop database ${name}`).then(
        () => true,
        () => false,
      )
      if (!dropped) await remove(attempts - 1)
    }
  }
  await administer(`create database ${name}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return { url: made.href, name, remove: () => remove() }
}

/** The server that tests make their databases on. Throws when there is none. */
export function readTestServerUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error('TEST_DATABASE_URL is not set: see scripts/postgres-server.sh')
  return url
}
