import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modelsWithoutPrice, toBudgetSettings } from './budget-settings.ts'
import { parseConfig } from './config.ts'
import type { Embedder } from './ports/embedder.ts'
import type { LanguageModel } from './ports/language-model.ts'
import type { Reranker } from './ports/reranker.ts'
import { costOf } from './providers/prices/cost-of.ts'
import { readPrices } from './providers/prices/read-prices.ts'

const budgetOf = (env: Record<string, string>) => toBudgetSettings(parseConfig(env))

describe('budgets', () => {
  it('are none where none is set', () => {
    assert.equal(budgetOf({}), undefined)
  })

  it('are euros turned into what providers bill', () => {
    assert.deepEqual(budgetOf({ MONTHLY_BUDGET_EUR: '45', EUR_PER_USD: '0.9' }), {
      month: 50,
      visitorDay: null,
    })
    assert.deepEqual(budgetOf({ VISITOR_DAILY_BUDGET_EUR: '0.5', EUR_PER_USD: '0.5' }), {
      month: null,
      visitorDay: 1,
    })
    assert.equal(budgetOf({ MONTHLY_BUDGET_EUR: '0' })?.month, 0)
  })
})

describe('models without a price', () => {
  const { prices } = readPrices()
  const deps = {
    languageModel: {} as LanguageModel,
    embedder: { model: 'my-vectors' } as Embedder,
    reranker: { model: 'rerank-v3.5' } as Reranker,
    priceOf: (usage: Parameters<typeof costOf>[0]) => costOf(usage, prices),
    breakers: undefined,
  }

  it('are named once each', () => {
    const config = parseConfig({ AUDREY_MODEL: 'llama', CAROLE_MODEL: 'llama' })
    const personas = [
      { id: 'audrey', model: null },
      { id: 'carole', model: null },
    ] as never
    assert.deepEqual(modelsWithoutPrice(config, personas, deps), ['llama', 'my-vectors'])
    const nothing = { ...deps, languageModel: undefined, embedder: undefined }
    assert.deepEqual(modelsWithoutPrice(config, personas, nothing), [])
  })
})
