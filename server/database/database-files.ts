import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One SQL file of database/: its name without extension, its text, and the SHA-256 of that text in hex. */
export interface DatabaseFile {
  name: string
  checksum: string
  sql: string
}

/** All of database/ that a database is made of, in the order it is applied. */
export interface DatabaseFiles {
  /** Version of this program (package.json): tells a later database from an earlier one. */
  release: string
  journal: DatabaseFile
  /** How tables of version 1 or 2 become ours; in the database only while they do. */
  legacy: DatabaseFile[]
  migrations: DatabaseFile[]
  functions: DatabaseFile[]
  access: DatabaseFile
}

/** Where this repository keeps its SQL. */
export const databaseDirectory = fileURLToPath(new URL('../../database', import.meta.url))

function toDatabaseFile(name: string, text: string): DatabaseFile {
  const sql = text.replaceAll('\r\n', '\n') // a checkout on Windows is the same migration
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function readFolder(folder: string): Promise<DatabaseFile[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => toDatabaseFile(name.slice(0, -4), await readFile(join(folder, name), 'utf8'))),
  )
}

/** Reads the migrations and functions of a folder laid out as database/ is. Throws when it is not. */
export async function readDatabaseFiles(directory: string = databaseDirectory): Promise<DatabaseFiles> {
  const readOne = async (name: string) =>
    toDatabaseFile(name, await readFile(join(directory, `${name}.sql`), 'utf8'))
  const [{ version }, journal, legacy, migrations, functions, access] = await Promise.all([
    readFile(new URL('../../package.json', import.meta.url), 'utf8').then(
      text => JSON.parse(text) as { version: string },
    ),
    readOne('journal'),
    readFolder(join(directory, 'legacy')),
    readFolder(join(directory, 'migrations')),
    readFolder(join(directory, 'functions')),
    readOne('access'),
  ])
  return { release: version, journal, legacy, migrations, functions, access }
}
