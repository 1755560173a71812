// Needs the optional package, which is too large to be among ours:
//   npm install --no-save @huggingface/transformers
//   node --test server/providers/transformers/load-transformers-embedder.package-test.ts
// TRANSFORMERS_MODULE: where it is instead (a file's URL).
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, it } from 'node:test'
import { writeTinyModel } from '../../testing/tiny-model.ts'
import { loadTransformersEmbedder } from './load-transformers-embedder.ts'

const folder = mkdtempSync(join(tmpdir(), 'tiny-model-'))
after(() => rmSync(folder, { recursive: true }))
const module = process.env.TRANSFORMERS_MODULE ?? '@huggingface/transformers'

it('the real package embeds texts with a model from a folder, mean-pooled, length 1', async () => {
  writeTinyModel(
    folder,
    ['reel', 'instagram', 'facture'],
    [
      [0, 0, 0.1],
      [1, 0, 0],
      [0.8, 0.6, 0],
      [0, 0, 1],
    ],
  )
  const options = { module, modelFolder: folder, model: 'tiny', dimensions: 3, precision: 'fp32' }
  const embedder = await loadTransformersEmbedder(options)
  const texts = ['reel', 'Instagram', 'facture', 'reel instagram', ...Array(40).fill('reel')]
  const { vectors } = await embedder.embed(texts)
  assert.equal(vectors.length, 44)
  const rounded = vectors.slice(0, 4).map(vector => vector.map(value => Math.round(value * 1e4) / 1e4))
  assert.deepEqual(rounded, [
    [1, 0, 0],
    [0.8, 0.6, 0],
    [0, 0, 1],
    [0.9487, 0.3162, 0],
  ])
  await embedder.close()
})
