// Two processes that index the same passages at once, on a real Postgres. Needs TEST_DATABASE_URL.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { toCallStatement } from '../database/call-statement.ts'
import type { Database } from '../ports/database.ts'
import { createPostgresDatabase } from '../testing/create-postgres-database.ts'
import { type ReindexProgress, reindexChunks } from './reindex-chunks.ts'

it('indexes every passage once, in short calls, however many processes do it and however long a document is', async () => {
  await using given = await createPostgresDatabase()
  // A book of 600 passages, and documents of one.
  await given.pool.query(`
    insert into documents (id, filename) select md5('d' || n)::uuid, n || '.md' from generate_series(1, 300) as n;
    insert into document_chunks (document_id, chunk_index, content)
    select md5('d' || least(n, 300))::uuid, n, repeat('Passage ' || n || ' du tunnel de vente. ', 20) from generate_series(1, 900) as n`)
  const milliseconds: number[] = []
  const database: Database = {
    async call(name, args) {
      const { text, values } = toCallStatement(name, args)
      const started = performance.now()
      const { rows } = await given.pool.query(text, values)
      milliseconds.push(performance.now() - started)
      return rows[0]?.result
    },
    close: async () => undefined,
  }
  const seen: ReindexProgress[] = []
  const runs = await Promise.all(
    [1, 2].map(() => reindexChunks(database, { onProgress: progress => seen.push(progress) })),
  )
  assert.equal(
    runs.reduce((sum, { documents }) => sum + documents, 0),
    300,
  )
  assert.ok(seen.length > 1)
  const { rows } = await given.pool.query(
    'select count(*)::int as chunks, (select chunks from lexical_terms where term = 0) as counted from lexical_chunks',
  )
  assert.deepEqual(rows, [{ chunks: 900, counted: 900 }])
  assert.ok(Math.max(...milliseconds) < 8000, `${Math.max(...milliseconds)} ms`)
  assert.deepEqual(await reindexChunks(database), { documents: 0 })
})
