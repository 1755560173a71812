import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadTeam } from '../../agents/load-team.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { Reranker } from '../../ports/reranker.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { testModels } from '../../testing/open-test-turns.ts'
import { createScriptedModel } from '../../testing/scripted-model.ts'
import { chargeOf, createCallBounds } from './call-bounds.ts'
import { createModelLog, type ModelCall, type Trouble } from './model-log.ts'

const { team, personas } = await loadTeam(join(import.meta.dirname, '../../../agents'))
const settings = {
  rateLimit: { messages: 10, windowSeconds: 60 },
  maxHistoryMessages: 10,
  initialResults: 20,
  leaseSeconds: 15,
  models: testModels,
}
const languageModel = createScriptedModel(createManualTimers(), {})
const embedder = { model: 'vectors', dimensions: 3 } as Embedder
const reranker = { model: 'order' } as Reranker
/** A dollar a call, whatever it reads and writes. */
const dollar = () => 1

const call: ModelCall = {
  step: 'answer',
  model: 'first',
  milliseconds: 10,
  promptTokens: 1000,
  completionTokens: 100,
  cachedTokens: 0,
  cost: 0.01,
}
const trouble: Trouble = {
  step: 'answer',
  model: 'first',
  reason: 'timeout',
  status: null,
  milliseconds: 5000,
  next: 'second',
}
const bounds = { of: () => 0.5, turn: 2 }
const charge = (calls: ModelCall[], troubles: Trouble[] = []) =>
  chargeOf({ ...createModelLog(), calls, troubles }, bounds)

describe('the most that a turn may cost', () => {
  it('is every retry of both models, the routing, three embeddings and a search', () => {
    const all = { team, personas, settings, languageModel, embedder, reranker, priceOf: dollar }
    assert.equal(createCallBounds(all).turn, 6 + 1 + 3 + 1)
    assert.equal(createCallBounds({ ...all, reranker: undefined }).turn, 10)
    assert.equal(createCallBounds({ ...all, languageModel: undefined }).turn, 4)
    const same = { ...settings, models: { ...testModels, fallback: 'first' } }
    assert.equal(createCallBounds({ ...all, settings: same }).turn, 3 + 1 + 3 + 1)
  })

  it('is nothing where nothing is asked', () => {
    assert.equal(createCallBounds({ team, personas, settings }).turn, 0)
  })

  it('goes by the dearest specialist', () => {
    const priceOf = ({ model }: { model: string }) => (model === 'gold' ? 10 : 0)
    const models = { ...testModels, agents: { carole: 'gold' } }
    const found = createCallBounds({
      team,
      personas,
      settings: { ...settings, models },
      languageModel,
      priceOf,
    })
    assert.equal(found.turn, 30)
  })

  it('takes a model without a price for a dear one', () => {
    const cheap = createCallBounds({ team, personas, settings, languageModel, priceOf: () => 0.001 })
    const unknown = createCallBounds({ team, personas, settings, languageModel, priceOf: () => null })
    assert.ok(unknown.turn > 1 && cheap.turn < 0.01, `${unknown.turn}`)
  })
})

describe('what a turn is charged with', () => {
  it('is what its calls cost', () => {
    assert.equal(charge([call, { ...call, cost: 0.02 }]), 0.03)
    assert.equal(charge([]), 0)
  })

  it('is the tokens at a dear price where nobody knows a price', () => {
    assert.equal(charge([{ ...call, cost: null }]), (1000 * 15 + 100 * 75) / 1e6)
  })

  it('is the most of a call that said nothing, or that failed after it may have worked', () => {
    assert.equal(charge([{ ...call, cost: null, promptTokens: null, completionTokens: null }]), 0.5)
    assert.equal(charge([call], [trouble]), 0.51)
  })

  it('is nothing for one that was refused at the door, was never made, or is told by its call', () => {
    const door = ['rate_limited', 'quota_exhausted', 'unauthorized', 'overloaded', 'unreachable'] as const
    assert.equal(
      charge(
        [call],
        door.map(reason => ({ ...trouble, reason })),
      ),
      0.01,
    )
    assert.equal(charge([call], [{ ...trouble, reason: 'breaker_open', milliseconds: 0 }]), 0.01)
    assert.equal(charge([call], [{ ...trouble, counted: true }]), 0.01)
    assert.equal(
      charge([call], [{ ...trouble, milliseconds: call.milliseconds }]),
      charge([call], [trouble]),
      'two calls may take the same time',
    )
  })

  it('is never more than a turn may cost by guessing, and always what is known', () => {
    assert.equal(charge([call], Array(9).fill(trouble)), 2)
    assert.equal(charge([{ ...call, cost: 3 }], [trouble]), 3)
  })
})
