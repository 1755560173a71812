import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadTransformersEmbedder } from './load-transformers-embedder.ts'

/** What stands in for the package: a vector of a text's length, and of what it was asked. */
const standIn = (vector: string) =>
  `data:text/javascript,${encodeURIComponent(`
    export const env = {}
    export const pipeline = async (task, model, options) => async (texts, given) => ({
      tolist: () => texts.map(text => ${vector}),
    })`)}`
const good = standIn('[text.length, given.pooling === "mean" && given.normalize ? 1 : 0, task.length]')

describe('embeddings on this machine', () => {
  it('come one a text, in order, over several batches, and cost nothing', async () => {
    const embedder = await loadTransformersEmbedder({ module: good, dimensions: 3 })
    const texts = Array.from({ length: 40 }, (_, index) => 'x'.repeat(index + 1))
    const { vectors, cost } = await embedder.embed(texts)
    assert.deepEqual(
      vectors,
      texts.map(text => [text.length, 1, 'feature-extraction'.length]),
    )
    assert.equal(cost, 0)
    await embedder.close()
  })

  it('of another length than was said are refused', async () => {
    const embedder = await loadTransformersEmbedder({ module: good, dimensions: 4 })
    await assert.rejects(embedder.embed(['x']), { failure: 'malformed' })
    await embedder.close()
  })

  it('stop when the caller cancels or its time is over', async () => {
    const embedder = await loadTransformersEmbedder({ module: good, dimensions: 3 })
    await assert.rejects(embedder.embed(['x'], { signal: AbortSignal.abort() }), { failure: 'cancelled' })
    await assert.rejects(embedder.embed(['x'], { deadline: -1 }), { failure: 'timeout' })
    await embedder.close()
  })

  it('fail without harm when the model fails', async () => {
    const embedder = await loadTransformersEmbedder({ module: standIn('missing()'), dimensions: 3 })
    await assert.rejects(embedder.embed(['x']), { failure: 'malformed' })
    await assert.rejects(embedder.embed(['x']), { failure: 'malformed' })
    await embedder.close()
    await assert.rejects(embedder.embed(['x']), { failure: 'unreachable' })
  })

  it('say what to install when the package is not there', async () => {
    await assert.rejects(loadTransformersEmbedder(), /npm install @huggingface\/transformers/)
  })
})
