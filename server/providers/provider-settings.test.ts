import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { findProviderContradictions, providerVariables, toProviderSettings } from './provider-settings.ts'
import { vendorUrls } from './vendors.ts'

const read = (env: Record<string, string>) => z.object(providerVariables).parse(env)
const vendors = {
  openrouter: { apiKey: undefined, baseUrl: vendorUrls.openrouter },
  openai: { apiKey: undefined, baseUrl: vendorUrls.openai },
  cohere: { apiKey: undefined, baseUrl: vendorUrls.cohere },
}

describe('the variables of providers', () => {
  it('are all optional', () => {
    assert.deepEqual(findProviderContradictions(read({})), [])
    const { embedding, aiSdk, transformers } = toProviderSettings(vendors, read({}))
    assert.deepEqual([embedding, aiSdk, transformers], [undefined, undefined, undefined])
  })

  it('name another embedding model, one on this machine, or a package of the AI SDK', () => {
    const mistral = read({ EMBEDDING_MODEL: 'mistral-embed', EMBEDDING_DIMENSIONS: '1024' })
    assert.deepEqual(toProviderSettings(vendors, mistral).embedding, {
      model: 'mistral-embed',
      dimensions: 1024,
    })
    const local = read({ LOCAL_EMBEDDING_MODEL: 'a/b', EMBEDDING_DIMENSIONS: '384' })
    assert.equal(toProviderSettings(vendors, local).transformers?.dimensions, 384)
    const sdk = read({ AI_SDK_PACKAGE: '@ai-sdk/mistral', AI_SDK_API_KEY: 'k' })
    assert.deepEqual(toProviderSettings(vendors, sdk).aiSdk, {
      package: '@ai-sdk/mistral',
      apiKey: 'k',
      baseUrl: undefined,
    })
    assert.deepEqual([mistral, local, sdk].flatMap(findProviderContradictions), [])
  })

  it('that contradict each other are named', () => {
    for (const [env, problem] of [
      [{ EMBEDDING_MODEL: 'x' }, /EMBEDDING_DIMENSIONS/],
      [{ EMBEDDING_DIMENSIONS: '384' }, /EMBEDDING_MODEL/],
      [{ EMBEDDING_MODEL: 'x', LOCAL_EMBEDDING_MODEL: 'y', EMBEDDING_DIMENSIONS: '384' }, /s’excluent/],
      [{ AI_SDK_API_KEY: 'k' }, /AI_SDK_PACKAGE/],
    ] as const) {
      assert.match(findProviderContradictions(read(env)).join(), problem)
    }
  })

  it('that are no such thing are refused', () => {
    const wrong: [string, string][] = [
      ['EMBEDDING_DIMENSIONS', '3072'],
      ['EMBEDDING_DIMENSIONS', 'many'],
      ['AI_SDK_PACKAGE', '../evil.js'],
      ['AI_SDK_BASE_URL', 'not an address'],
    ]
    for (const [name, value] of wrong) assert.throws(() => read({ [name]: value }))
  })
})
