import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readDatabaseFiles } from '../database/database-files.ts'
import { createEmbeddedDatabase } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { toMigrationScript } from '../database/migration-script.ts'
import './compiled-postgres.ts'

type Snapshot = Uint8Array<ArrayBuffer>

const packages = join(import.meta.dirname, '../../node_modules')
/** Where what takes long to make is kept between runs. */
export const cacheFolder = join(packages, '.cache/chatbot-v2')

/** Names a version: another one when PGlite changes, or the text. */
async function hashOf(version: string): Promise<string> {
  const manifest = await readFile(join(packages, '@electric-sql/pglite/package.json'), 'utf8')
  return createHash('sha256').update(manifest).update(version).digest('hex').slice(0, 16)
}

/** Names what database/ and PGlite make. */
export async function hashOfDatabase(): Promise<string> {
  return hashOf(toMigrationScript(await readDatabaseFiles()))
}

/** Keeps a snapshot for the next run and forgets those of the same kind and other versions: each is 40 MB. */
async function keep(kind: string, name: string, snapshot: Snapshot): Promise<void> {
  await mkdir(cacheFolder, { recursive: true })
  const part = join(cacheFolder, randomUUID())
  await writeFile(part, snapshot)
  await rename(part, join(cacheFolder, name)) // test files run side by side: none reads half a snapshot
  const others = (await readdir(cacheFolder)).filter(each => each.startsWith(`${kind}-`) && each !== name)
  await Promise.all(others.map(each => rm(join(cacheFolder, each), { force: true })))
}

async function readOrTake(kind: string, version: string, take: () => Promise<Snapshot>): Promise<Snapshot> {
  const name = `${kind}-${await hashOf(version)}.tar`
  try {
    return new Uint8Array(await readFile(join(cacheFolder, name)))
  } catch {
    const snapshot = await take()
    await keep(kind, name, snapshot)
    return snapshot
  }
}

/**
 * An empty database without any table of ours, as a snapshot for createEmbeddedDatabase: loading it takes a fifth of
 * the time that creating one takes. Kept in node_modules/.cache until PGlite changes.
 */
export function readEmptySnapshot(): Promise<Snapshot> {
  return readOrTake('empty', '', async () => {
    const database = createEmbeddedDatabase()
    try {
      return await database.dump()
    } finally {
      await database.close()
    }
  })
}

/** The same, migrated; kept until database/ or PGlite changes. */
export async function readMigratedSnapshot(): Promise<Snapshot> {
  const files = await readDatabaseFiles()
  return readOrTake('migrated', toMigrationScript(files), async () => {
    const database = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
    try {
      await migrate(database, files)
      return await database.dump()
    } finally {
      await database.close()
    }
  })
}
