import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, it } from 'node:test'
import { collectModel } from '../testing/collect-model.ts'
import { fakeKeys, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { checkKeys } from './check-keys.ts'
import { createProviders, type ProviderSettings } from './create-providers.ts'
import { createHttpPool } from './http/http-pool.ts'
import { vendorUrls } from './vendors.ts'

const fakes = await startFakeProviders()
after(() => fakes.close())

const nothing: ProviderSettings = {
  openrouter: { apiKey: undefined, baseUrl: vendorUrls.openrouter },
  openai: { apiKey: undefined, baseUrl: vendorUrls.openai },
  cohere: { apiKey: undefined, baseUrl: vendorUrls.cohere },
}
const fake: ProviderSettings = {
  openrouter: { apiKey: fakeKeys.openrouter, baseUrl: `${fakes.url}/openrouter/api/v1` },
  openai: { apiKey: fakeKeys.openai, baseUrl: `${fakes.url}/openai/v1` },
  cohere: { apiKey: fakeKeys.cohere, baseUrl: `${fakes.url}/cohere` },
}

describe('the providers of a configuration', () => {
  it('are none without keys', async () => {
    const { language, embedder, reranker } = await createProviders(nothing)
    assert.deepEqual([language, embedder, reranker], [undefined, undefined, undefined])
  })

  it('are OpenRouter, OpenAI and Cohere with theirs', async () => {
    const { language, embedder, reranker, close } = await createProviders(fake)
    assert.ok(language)
    const { end, usage } = await collectModel(language)
    assert.equal(end, 'stop')
    assert.ok(usage?.cost)
    assert.equal((await embedder?.embed(['un réel']))?.vectors[0]?.length, 1536)
    assert.equal((await reranker?.rerank({ query: 'un', texts: ['un'], limit: 1 }))?.length, 1)
    await close()
  })

  it('are a server of one’s own at its address, without a key', async () => {
    const own = { apiKey: undefined, baseUrl: `${fakes.url}/compatible/v1` }
    const embedding = { model: 'bge-m3', dimensions: 1536 }
    const { language, embedder, close } = await createProviders({
      ...nothing,
      openrouter: own,
      openai: own,
      embedding,
    })
    assert.ok(language)
    assert.equal((await collectModel(language)).end, 'stop')
    assert.equal((await embedder?.embed(['un réel']))?.vectors.length, 1)
    await close()
  })

  it('are the AI SDK’s with its package', async () => {
    const aiSdk = { package: '@ai-sdk/openai-compatible', baseUrl: `${fakes.url}/compatible/v1` }
    const { language, close } = await createProviders({ ...nothing, aiSdk })
    assert.ok(language)
    assert.equal((await collectModel(language)).end, 'stop')
    await close()
  })

  it('fill short vectors up with zeros, and refuse long ones', async () => {
    const { embedder, close } = await createProviders({ ...fake, vectorLength: 2_000 })
    const vector = (await embedder?.embed(['un réel']))?.vectors[0]
    assert.equal(embedder?.dimensions, 2_000)
    assert.deepEqual(vector?.slice(1_536), Array(464).fill(0))
    await close()
    await assert.rejects(createProviders({ ...fake, vectorLength: 1_000 }), /1536 nombres/)
  })
})

describe('the keys of a configuration', () => {
  it('are good, wrong, or nobody says', async () => {
    const pool = createHttpPool()
    const settings = {
      openrouter: fake.openrouter,
      openai: { apiKey: 'sk-wrong', baseUrl: fake.openai.baseUrl },
      cohere: { apiKey: fakeKeys.cohere, baseUrl: 'http://127.0.0.1:1' },
    }
    const found = await Promise.all(checkKeys(settings, pool))
    assert.deepEqual(
      found.map(({ vendor, error }) => [vendor, error?.failure]),
      [
        ['openrouter', undefined],
        ['openai', 'unauthorized'],
        ['cohere', 'unreachable'],
      ],
    )
    assert.deepEqual(checkKeys(nothing, pool), [])
    pool.close()
  })

  it('need not be there for a server of one’s own, which is asked whether it is', async () => {
    const pool = createHttpPool()
    const own = { apiKey: undefined, baseUrl: `${fakes.url}/compatible/v1` }
    assert.deepEqual(await Promise.all(checkKeys({ ...nothing, openrouter: own }, pool)), [
      { vendor: 'openrouter' },
    ])
    const away = { apiKey: undefined, baseUrl: 'http://127.0.0.1:1/v1' }
    const [check] = await Promise.all(checkKeys({ ...nothing, openai: away }, pool))
    assert.deepEqual([check?.vendor, check?.error?.failure], ['openai', 'unreachable'])
    pool.close()
  })

  it('have no credit left when OpenRouter says that their limit is spent', async () => {
    const remaining = [null, 0.5, 0, -0.01]
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: { limit: 10, limit_remaining: remaining.shift() } }))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    const openrouter = { apiKey: 'sk-or-v1-a', baseUrl: `http://127.0.0.1:${port}/api/v1` }
    const pool = createHttpPool()
    const failures = []
    for (const _ of [1, 2, 3, 4])
      failures.push((await Promise.all(checkKeys({ ...nothing, openrouter }, pool)))[0]?.error?.failure)
    assert.deepEqual(failures, [undefined, undefined, 'quota_exhausted', 'quota_exhausted'])
    pool.close()
    server.close()
  })
})
