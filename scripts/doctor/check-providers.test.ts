import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { parseConfig } from '../../server/config.ts'
import {
  type FakeProviders,
  fakeKeys,
  startFakeProviders,
} from '../../server/testing/fake-providers/start-fake-providers.ts'
import { checkProviders, judgeBudget } from './check-providers.ts'

describe('the providers', () => {
  let fakes: FakeProviders
  before(async () => {
    fakes = await startFakeProviders()
  })
  after(() => fakes.close())

  async function look(env: Record<string, string>, now?: () => number) {
    const findings = await checkProviders(parseConfig(env), now)
    return (id: string) => findings.find(finding => finding.id === id)
  }

  it('take good keys, and tell the hour', async () => {
    const of = await look(fakes.environment)
    for (const vendor of ['openrouter', 'openai', 'cohere']) assert.equal(of(`key-${vendor}`)?.state, 'ok')
    assert.equal(of('clock')?.state, 'ok')
    const late = await look(fakes.environment, () => Date.now() - 60_000)
    assert.match(late('clock')?.text ?? '', /retarde de (59|60|61) s sur les fournisseurs/)
  })

  it('refuse a wrong key, which is never shown', async () => {
    const of = await look({ ...fakes.environment, OPENROUTER_API_KEY: 'sk-or-v1-wrong-key' })
    const { state, text = '' } = of('key-openrouter') ?? {}
    assert.equal(state, 'error')
    assert.match(text, /OPENROUTER_API_KEY est refusée/)
    assert.ok(!text.includes('wrong-key'))
    assert.equal(of('key-openai')?.state, 'ok')
  })

  it('may be away', async () => {
    const of = await look({ ...fakes.environment, OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' })
    assert.equal(of('key-openai')?.state, 'error')
    assert.match(of('key-openai')?.text ?? '', /injoignable/)
  })

  it('are not there without keys, which is no fault', async () => {
    const of = await look({})
    for (const vendor of ['openrouter', 'openai', 'cohere'])
      assert.equal(of(`key-${vendor}`)?.state, 'unknown')
    assert.equal(of('clock'), undefined)
  })

  it('need their package, when they come from one', async () => {
    const of = await look({ AI_SDK_PACKAGE: '@ai-sdk/not-installed', AI_SDK_API_KEY: fakeKeys.openai })
    assert.equal(of('packages')?.state, 'error')
    assert.match(of('packages')?.text ?? '', /@ai-sdk\/not-installed/)
  })
})

describe('the budget', () => {
  const judge = (spent: number, monthEur?: number) =>
    judgeBudget(spent, { monthEur, eurPerUsd: 0.5, visitorDayEur: undefined, pricesFile: undefined }).state
  it('is well, nearly spent, or spent', () => {
    assert.deepEqual(
      [judge(15.9, 10), judge(16, 10), judge(19.7, 10), judge(19.8, 10), judge(1, 0), judge(1)],
      ['ok', 'warning', 'warning', 'error', 'error', 'unknown'],
    )
  })
})
