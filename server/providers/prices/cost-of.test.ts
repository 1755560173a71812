import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { costOf, embeddingCost } from './cost-of.ts'
import { readPrices } from './read-prices.ts'

const { prices } = readPrices()
const usage = {
  model: 'anthropic/claude-3.5-sonnet',
  promptTokens: 2_000,
  completionTokens: 400,
  cachedTokens: 0,
  cost: null,
}

describe('what a call cost', () => {
  it('is what the provider says, also when that is nothing', () => {
    assert.equal(costOf({ ...usage, cost: 0.0042 }, prices), 0.0042)
    assert.equal(costOf({ ...usage, cost: 0 }, prices), 0)
  })

  it('is by the table where the provider says nothing, cheaper for what came from a cache', () => {
    assert.equal(costOf(usage, prices), (2_000 * 3 + 400 * 15) / 1e6)
    assert.equal(costOf({ ...usage, cachedTokens: 1_500 }, prices), (500 * 3 + 1_500 * 0.3 + 400 * 15) / 1e6)
  })

  it('finds a model without its maker, with a date, or the one that was asked for', () => {
    const mini = (2_000 * 0.15 + 400 * 0.6) / 1e6
    for (const model of ['gpt-4o-mini', 'openai/gpt-4o-mini', 'gpt-4o-mini-2024-07-18']) {
      assert.equal(costOf({ ...usage, model }, prices), mini)
    }
    assert.equal(costOf({ ...usage, model: 'alias' }, prices, 'openai/gpt-4o-mini'), mini)
  })

  it('is unknown where there is no price, and nothing for a free variant', () => {
    assert.equal(costOf({ ...usage, model: 'acme/unheard-of' }, prices), null)
    assert.equal(costOf({ ...usage, model: 'acme/unheard-of:free' }, prices), 0)
  })

  it('of embeddings is by their tokens', () => {
    assert.equal(embeddingCost('text-embedding-3-small', 1_000_000, prices), 0.02)
  })
})
