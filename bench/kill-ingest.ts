// `npm run bench -- kill-ingest [times]`: an ingestion killed by `kill -9` at each stage, twenty times each, on a database of its own on
// the server that DATABASE_URL names: after each kill whole documents only, also for a search; in the end the same as
// uninterrupted (trust.md R17).
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { createPostgresDatabase } from '../server/testing/create-postgres-database.ts'
import {
  ingestionStages,
  ingestUntilKilled,
  killAndCheck,
  storedDocuments,
  writeDocuments,
} from '../server/testing/killed-ingestions.ts'
import { createFolder } from '../server/testing/start-product.ts'

const files = 30

export async function run(): Promise<void> {
  const times = Number(process.argv[3] ?? 20)
  process.env.TEST_DATABASE_URL ??= process.env.DATABASE_URL
  using folder = createFolder()
  const documents = join(folder.path, 'documents')
  writeDocuments(documents, files)
  await using whole = await createPostgresDatabase()
  await ingestUntilKilled({ url: whole.url, folder: documents, kill: null })
  const expected = await storedDocuments(whole)
  console.log('| killed at | kills | documents stored when killed | not whole | resumed to the same |')
  console.log('| --- | --- | --- | --- | --- |')
  for (const stage of ingestionStages) {
    await using killed = await createPostgresDatabase()
    const left: number[] = []
    let resumed = 0
    for (let time = 0; time < times; time++) {
      // Where in the stage differs from time to time, and so does the document.
      const kill = { stage, document: 1 + (time % 3), milliseconds: (time * 7) % 40 }
      left.push(await killAndCheck(killed, { folder: documents, kill }, expected))
      if ((left.at(-1) ?? 0) < files - 4 && time < times - 1) continue
      await ingestUntilKilled({ url: killed.url, folder: documents, kill: null })
      assert.deepEqual(await storedDocuments(killed), expected)
      resumed++
      await killed.pool.query('delete from documents')
    }
    console.log(
      `| ${stage} | ${times} | ${Math.min(...left)} to ${Math.max(...left)} | 0 | ${resumed} of ${resumed} |`,
    )
  }
}
