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
    await client.query(sql)
    await client.end()
  }
  await administer(`create database ${name}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return { url: made.href, name, remove: () => administer(`drop database ${name} with (force)`) }
}

/** The server that tests make their databases on. Throws when there is none. */
export function readTestServerUrl(): string {
  const url = process.env.TEST_DATABASE_URL
  if (!url) throw new Error('TEST_DATABASE_URL is not set: see scripts/postgres-server.sh')
  return url
}
