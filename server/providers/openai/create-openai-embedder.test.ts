import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { failureAnswer } from '../../testing/fake-providers/failures.ts'
import { json } from '../../testing/fake-providers/fake-exchange.ts'
import { fakeKeys, startFakeProviders } from '../../testing/fake-providers/start-fake-providers.ts'
import { createHttpPool } from '../http/http-pool.ts'
import { createOpenAiEmbedder } from './create-openai-embedder.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
after(async () => {
  pool.close()
  await fakes.close()
})
const options = { pool, apiKey: fakeKeys.openai, baseUrl: `${fakes.url}/openai/v1` }

describe('embeddings over OpenAI’s wire', () => {
  it('come in batches of at most 2,048 texts, in the order of the texts', async () => {
    const texts = Array.from({ length: 2_050 }, (_, index) => `texte ${index}`)
    const before = fakes.openai.calls
    const { vectors, tokens } = await createOpenAiEmbedder(options).embed(texts)
    assert.equal(fakes.openai.calls - before, 2)
    assert.equal(vectors.length, 2_050)
    const [alone] = (await createOpenAiEmbedder(options).embed(['texte 2049'])).vectors
    assert.deepEqual(vectors.at(-1), alone)
    assert.ok(tokens > 2_050)
  })

  it('come in batches of so many tokens', async () => {
    const before = fakes.openai.calls
    const batch = { maxTexts: 100, maxTokens: 1_000 }
    await createOpenAiEmbedder({ ...options, batch }).embed(
      Array.from({ length: 10 }, () => 'mot '.repeat(200)),
    )
    // 800 bytes are 400 tokens by the estimate: two a batch.
    assert.equal(fakes.openai.calls - before, 5)
  })

  it('of nothing ask nobody', async () => {
    const before = fakes.openai.calls
    assert.deepEqual(await createOpenAiEmbedder(options).embed([]), { vectors: [], tokens: 0, cost: null })
    assert.equal(fakes.openai.calls, before)
  })

  it('of two lengths are never mixed: a model of 1,536 dimensions that sends 3,072 is refused', async () => {
    fakes.openai.answerNext(failureAnswer(42, 'too many numbers'))
    await assert.rejects(createOpenAiEmbedder(options).embed(['un']), {
      failure: 'malformed',
      message: 'openai: malformed (3072 dimensions where 1536 were due)'.replace(
        'openai',
        new URL(fakes.url).host,
      ),
    })
  })

  it('ask a server of one’s own for nothing that only OpenAI knows', async () => {
    const baseUrl = `${fakes.url}/compatible/v1`
    const local = createOpenAiEmbedder({ pool, baseUrl, model: 'bge-m3', dimensions: 1536 })
    assert.equal((await local.embed(['un réel'])).vectors.length, 1)
    assert.deepEqual(fakes.compatibleEmbeddings.received.at(-1)?.body, {
      model: 'bge-m3',
      input: ['un réel'],
    })
  })

  it('of tokens and dollars that cannot be are vectors of an unknown price', async () => {
    const data = [{ index: 0, embedding: Array(1_536).fill(0.1) }]
    fakes.openai.answerNext(json(200, { data, usage: { total_tokens: 3e9, cost: 1e12 } }))
    const { vectors, tokens, cost } = await createOpenAiEmbedder(options).embed(['un'])
    assert.deepEqual([vectors.length, tokens, cost], [1, 0, null])
  })

  it('end at the caller’s deadline, over all batches', async () => {
    fakes.openai.latency = { first: 60, token: 0 }
    const batch = { maxTexts: 1, maxTokens: 1_000 }
    const embedder = createOpenAiEmbedder({ ...options, batch })
    await assert.rejects(embedder.embed(Array(20).fill('un'), { deadline: 200 }), { failure: 'timeout' })
    fakes.openai.latency = { first: 0, token: 0 }
  })
})
