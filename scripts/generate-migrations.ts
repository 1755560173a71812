// `npm run migrations`: writes database/migrations.sql, the whole database in one file to paste into an SQL editor.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseDirectory, readDatabaseFiles } from '../server/database/database-files.ts'
import { toMigrationsFile } from '../server/database/migration-script.ts'

const file = join(databaseDirectory, 'migrations.sql')
await writeFile(file, toMigrationsFile(await readDatabaseFiles()))
console.log(`Écrit : ${file}`)
