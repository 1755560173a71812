// A server's own limits for a statement and for an idle transaction are not for whoever copies it whole. Needs
// TEST_DATABASE_URL.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createPostgresDatabase } from '../../testing/create-postgres-database.ts'
import { fillTables } from '../../testing/fill-tables.ts'
import { createFolder } from '../../testing/start-product.ts'
import { openDatabase } from '../open-database.ts'
import { backUp } from './back-up.ts'
import { openEmbeddedSession } from './embedded-session.ts'
import { move } from './move.ts'
import { openPostgresSession } from './postgres-session.ts'
import { restore } from './restore.ts'
import { inSnapshot, inWriting } from './transfer-session.ts'

type Store = Awaited<ReturnType<typeof createPostgresDatabase>>

async function limit({ pool }: Store): Promise<void> {
  const [row] = (await pool.query('select current_database() as name')).rows
  for (const name of ['statement_timeout', 'idle_in_transaction_session_timeout'])
    await pool.query(`alter database "${row.name}" set ${name} = '150ms'`)
}

describe("a server's own statement_timeout and idle_in_transaction_session_timeout", () => {
  it('end neither a move, nor a backup, nor a restore', async () => {
    using folder = createFolder()
    const dataDir = join(folder.path, 'embedded')
    await (await openDatabase({ driver: 'embedded', dataDir })).database.close()
    const session = openEmbeddedSession(join(dataDir, 'database'))
    await fillTables(session, 300)
    await session.close()

    await using moved = await createPostgresDatabase({ migrated: false })
    await limit(moved)
    const { tables } = await move(dataDir, moved.url, '1')
    const file = join(folder.path, 'saved.gz')
    assert.deepEqual((await backUp({ driver: 'postgres', url: moved.url }, file, '1')).tables, tables)
    await using restored = await createPostgresDatabase({ migrated: false })
    await limit(restored)
    for (const replace of [false, true]) {
      const report = await restore({ target: { driver: 'postgres', url: restored.url }, file, replace })
      assert.deepEqual(report.tables, tables)
    }
  })

  it('are lifted in each transaction of a transfer, and for nobody else', async () => {
    await using store = await createPostgresDatabase()
    await limit(store)
    const session = await openPostgresSession(store.url)
    for (const inTransaction of [inSnapshot, inWriting]) {
      await inTransaction(session, async () => {
        await session.query('select pg_sleep(0.3)')
        const [row] = await session.query(
          `select string_agg(name || ' ' || setting, ', ' order by name) as limits from pg_settings
          where setting <> '0'
          and name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'lock_timeout')`,
        )
        assert.deepEqual(row, { limits: null })
      })
    }
    const [row] = await session.query(`select current_setting('statement_timeout') as kept`)
    assert.deepEqual(row, { kept: '150ms' })
    await session.close()
  })
})
