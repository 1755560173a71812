import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createPostgresDatabase, type PostgresTestDatabase } from '../testing/create-postgres-database.ts'
import {
  foundDocuments,
  ingestionStages,
  ingestUntilKilled,
  killAndCheck,
  storedDocuments,
  writeDocuments,
} from '../testing/killed-ingestions.ts'
import { createFolder } from '../testing/start-product.ts'

const files = 10

/** trust.md R17: an import is all or nothing, a document at a time. Twenty times each: `npm run bench -- kill-ingest`. */
describe('an ingestion that is killed', () => {
  let whole: PostgresTestDatabase
  let killed: PostgresTestDatabase
  let folder: ReturnType<typeof createFolder>
  let documents: string
  before(async () => {
    ;[whole, killed] = await Promise.all([createPostgresDatabase(), createPostgresDatabase()])
    folder = createFolder()
    documents = join(folder.path, 'documents')
    writeDocuments(documents, files)
  })
  after(async () => {
    folder[Symbol.dispose]()
    await Promise.all([whole, killed].map(database => database[Symbol.asyncDispose]()))
  })

  it('leaves whole documents at every stage, none that is found and not stored, and goes on to the same end', async () => {
    await ingestUntilKilled({ url: whole.url, folder: documents, kill: null })
    const expected = await storedDocuments(whole)
    assert.equal(expected.size, files)
    let before = 0
    for (const stage of ingestionStages) {
      const kill = { stage, document: 2, milliseconds: 5 }
      const stored = await killAndCheck(killed, { folder: documents, kill }, expected)
      assert.ok(stored >= before && stored <= before + 2, `${stage}: ${before} → ${stored}`)
      before = stored
    }
    const outcomes = await ingestUntilKilled({ url: killed.url, folder: documents, kill: null })
    assert.equal(outcomes?.filter(outcome => outcome === 'unchanged').length, before)
    assert.deepEqual(await storedDocuments(killed), expected)
    assert.deepEqual(await foundDocuments(killed), await foundDocuments(whole))
  })
})
