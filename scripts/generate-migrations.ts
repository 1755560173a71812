// `npm run migrations`: writes database/migrations.sql, the whole database in one file to paste into an SQL editor, and adds
// new migrations to the list of those that never change again.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseDirectory, readDatabaseFiles } from '../server/database/database-files.ts'
import { toMigrationsFile } from '../server/database/migration-script.ts'
import { exitCode, root, runCommand } from './command-line.ts'
import { growList, migrationListPath, readEarlierLists } from './migration-list.ts'

async function run(): Promise<number> {
  const files = await readDatabaseFiles()
  const listFile = join(root, migrationListPath)
  // A draft may change until it is committed; without a history, nobody knows what is one.
  const committed = readEarlierLists(root)?.[0] ?? (await readFile(listFile, 'utf8').catch(() => ''))
  await writeFile(listFile, growList(files.migrations, committed))
  const file = join(databaseDirectory, 'migrations.sql')
  await writeFile(file, toMigrationsFile(files))
  console.log(`Écrit : ${file}, ${listFile}`)
  return exitCode.done
}

await runCommand('migrations', run)
