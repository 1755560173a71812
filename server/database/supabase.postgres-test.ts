// The contract of every driver, over a stand-in of Supabase's REST interface (server/testing/postgrest.ts) and a real
// Postgres with Supabase's roles and default privileges. Needs TEST_DATABASE_URL; run by .ci/run.
// No exception: the suite runs whole and unchanged. The suite's own admin SQL goes to Postgres directly, as an
// operator's does in the SQL editor.
import { createSupabaseProject } from '../testing/create-supabase-project.ts'
import type { DatabaseUnderTest } from './contract-suite/database-under-contract.ts'
import { describeDatabase } from './database-contract.ts'
import { openSupabase } from './open-supabase.ts'

/** `key` is which of the two kinds of secret keys the driver is given. */
async function createDatabase(key: 'serviceRole' | 'secret'): Promise<DatabaseUnderTest> {
  await using stack = new AsyncDisposableStack()
  const project = stack.use(await createSupabaseProject())
  await project.paste()
  const database = await openSupabase({ url: project.url, serviceKey: project.keys[key] })
  stack.defer(database.close)
  const opened = stack.move()
  return {
    database,
    admin: { query: async sql => (await project.pool.query(sql)).rows },
    close: () => opened.disposeAsync(),
  }
}

describeDatabase('the supabase driver, with a service_role token', () => createDatabase('serviceRole'))
describeDatabase('the supabase driver, with a sb_secret key', () => createDatabase('secret'))
