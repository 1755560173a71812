import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Embedder } from '../ports/embedder.ts'
import { createFollowingEmbedder } from './follow-model.ts'

const embedderOf = (model: string): Embedder => ({
  model,
  dimensions: 1536,
  embed: async texts => ({ vectors: texts.map(() => [model.length]), tokens: 1, cost: 0 }),
})

test('questions are embedded by the old model until a search says that the new one is stored', async () => {
  const changes: string[] = []
  const following = createFollowingEmbedder({
    configured: embedderOf('new'),
    embedderOf,
    active: 'the old one',
    onChange: active => changes.push(active),
  })
  assert.equal(following.space, 'the old one')
  assert.deepEqual((await following.embed(['a'])).vectors, [[11]])
  following.follow?.('the old one')
  following.follow?.('new')
  following.follow?.('new')
  assert.equal(following.space, 'new')
  assert.deepEqual((await following.embed(['a'])).vectors, [[3]])
  assert.deepEqual(changes, ['new'])
})

test('a model that nobody can ask leaves the configured one, whose name then differs from the stored one’s', () => {
  const following = createFollowingEmbedder({
    configured: embedderOf('new'),
    embedderOf: () => undefined,
    active: 'gone',
  })
  assert.equal(following.space, 'new')
})
