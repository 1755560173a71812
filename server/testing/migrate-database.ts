// A process of its own that migrates the database of its argument, and can be killed: says each step on a line, then "done".
import pg from 'pg'
import { readDatabaseFiles } from '../database/database-files.ts'
import { migrate } from '../database/migrate.ts'

const client = new pg.Client({ connectionString: process.argv[2] })
await client.connect()
await migrate(
  {
    query: async sql => (await client.query(sql)).rows,
    script: async sql => void (await client.query(sql)),
  },
  await readDatabaseFiles(),
  { onProgress: ({ step, rows }) => process.stdout.write(`${step} ${rows}\n`) },
)
process.stdout.write('done\n')
await client.end()
