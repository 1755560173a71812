import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseEmbeddingSpace, toEmbeddingSpace } from './embedding-space.ts'

test('a model of 1536 numbers is kept under its own name, so that what version 2 stored is found', () => {
  assert.equal(toEmbeddingSpace('text-embedding-3-small', 1536), 'text-embedding-3-small')
  assert.equal(toEmbeddingSpace('bge-m3', 1024), 'bge-m3/1024')
})

test('the model and its length are read back, slashes and all', () => {
  const name = fc.stringMatching(/^[a-z]{1,9}(\/[a-z0-9-]{1,9}[a-z])?$/)
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 1536 }), (model, dimensions) => {
      assert.deepEqual(parseEmbeddingSpace(toEmbeddingSpace(model, dimensions)), { model, dimensions })
    }),
  )
})
