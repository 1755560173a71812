import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { createDocumentReader } from '../../server/ingest/document-reader.ts'
import { checkReader } from './check-reader.ts'

it('documents can be read here, or why not', async () => {
  assert.equal((await checkReader()).state, 'ok')
  const missing = await checkReader(createDocumentReader({ entry: join(import.meta.dirname, 'nowhere.mjs') }))
  assert.equal(missing.state, 'error')
  assert.match(missing.text, /ne démarre pas \(.*Error.*nowhere\.mjs/)
})
