import assert from 'node:assert/strict'
import { createEmbeddedDatabase, type EmbeddedDatabase } from '../database/embedded.ts'
import { readSchema } from '../database/read-schema.ts'
import { readEmptySnapshot } from './database-snapshot.ts'
import { openTestDatabase } from './open-test-database.ts'

/** An embedded database with tables that an older version made; closed afterwards. */
export async function withOldDatabase<T>(
  sql: string,
  use: (database: EmbeddedDatabase) => Promise<T>,
): Promise<T> {
  const database = createEmbeddedDatabase({ snapshot: await readEmptySnapshot() })
  try {
    await database.script(sql)
    return await use(database)
  } finally {
    await database.close()
  }
}

let freshSchema: Promise<string[]> | undefined

/** Read once a process: it takes a second. */
function readFreshSchema(): Promise<string[]> {
  freshSchema ??= openTestDatabase().then(fresh => readSchema(fresh).finally(() => fresh.close()))
  return freshSchema
}

/** What a converted database may have that a fresh one has not: for the old systems beside it, or an operator's own. */
const compatible =
  /^(column messages\.(agent_type|timestamp) |CREATE TRIGGER (keep_legacy_columns|mark_question) |function CREATE OR REPLACE FUNCTION public\.(keep_legacy_columns|mark_question)\(\)|index CREATE INDEX idx_(documents_agent_owner|messages_agent) |.* unconverted_rows|.*unconverted_rows\.)/

/** Fails unless the database has the schema of a fresh one, and nothing else but what a conversion may leave. */
export async function assertOurSchema(database: EmbeddedDatabase): Promise<void> {
  const fresh = await readFreshSchema()
  const schema = await readSchema(database)
  assert.deepEqual(
    fresh.filter(line => !schema.includes(line)),
    [],
    'what a fresh database has',
  )
  assert.deepEqual(
    schema.filter(line => !fresh.includes(line) && !compatible.test(line.replaceAll('\n', ' '))),
    [],
    'what a fresh database has not',
  )
  const left = await database.query(`select nspname from pg_namespace where nspname like 'chatbot%'`)
  assert.deepEqual(left, [])
}
