import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadTeam } from '../../agents/load-team.ts'
import type { Persona } from '../../agents/persona.ts'
import type { Embedder } from '../../ports/embedder.ts'
import type { Reranker } from '../../ports/reranker.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { testModels } from '../../testing/open-test-turns.ts'
import { createScriptedModel } from '../../testing/scripted-model.ts'
import { chargeOf, createCallBounds } from './call-bounds.ts'
import { composePrompt } from './compose-prompt.ts'
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
const bounds = { of: () => 0.5 }
const charge = (calls: ModelCall[], troubles: Trouble[] = []) =>
  chargeOf({ ...createModelLog(), calls, troubles }, bounds)

describe('the most that a turn may cost', () => {
  it('is one attempt, the routing, three embeddings and a search', () => {
    const all = { team, personas, settings, languageModel, embedder, reranker, priceOf: dollar }
    assert.equal(createCallBounds(all).turn(''), 1 + 1 + 3 + 1)
    assert.equal(createCallBounds({ ...all, reranker: undefined }).turn(''), 5)
    assert.equal(createCallBounds({ ...all, languageModel: undefined }).turn(''), 4)
  })

  it('is a few cents with the default models, and covers a usual prompt', () => {
    const models = { ...testModels, answers: 'a', agents: {}, orchestrator: 'a', passages: 5 }
    const priceOf = ({
      promptTokens,
      completionTokens,
    }: {
      promptTokens: number
      completionTokens: number
    }) => (promptTokens * 3 + completionTokens * 15) / 1e6
    const bounds = createCallBounds({
      team,
      personas,
      settings: { ...settings, models },
      languageModel,
      priceOf,
    })
    const turn = bounds.turn('Combien de mails dans une séquence ?')
    assert.ok(turn > 0.02 && turn < 0.06, `${turn}`)
    const prompt = composePrompt({
      team,
      persona: personas[0] as Persona,
      personas,
      history: [{ role: 'user', content: 'Bonjour '.repeat(20), agent: null }],
      passages: Array(5).fill({
        title: 'Mails',
        section: null,
        page: null,
        content: 'Trois mails. '.repeat(80),
      }),
      question: 'Combien de mails dans une séquence ?',
      language: 'fr',
      delimiter: 'abc',
      canary: 'canary12',
    })
    assert.ok(bounds.attempt({ model: 'a', messages: prompt.messages, maxTokens: 1000 }) < turn)
  })

  it('of an attempt grows with what it sends and may write, and counts other scripts as dearer', () => {
    const tokens = ({ promptTokens, completionTokens }: { promptTokens: number; completionTokens: number }) =>
      promptTokens + completionTokens
    const { attempt } = createCallBounds({ team, personas, settings, languageModel, priceOf: tokens })
    const of = (content: string, maxTokens: number) =>
      attempt({ model: 'a', messages: [{ content }], maxTokens })
    assert.equal(of('', 1000), 1000 + 13)
    assert.equal(of('Prénoms !'.repeat(100), 2000), 2000 + 463)
    assert.equal(of('日本'.repeat(100), 0), 388)
  })

  it('is nothing where nothing is asked', () => {
    assert.equal(createCallBounds({ team, personas, settings }).turn(''), 0)
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
    assert.equal(found.turn(''), 10)
  })

  it('takes a model without a price for a dear one', () => {
    const cheap = createCallBounds({ team, personas, settings, languageModel, priceOf: () => 0.001 })
    const unknown = createCallBounds({ team, personas, settings, languageModel, priceOf: () => null })
    assert.ok(unknown.turn('') > 0.1 && cheap.turn('') < 0.01, `${unknown.turn('')}`)
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

  it('is the most of every attempt that may be billed, and always what is known', () => {
    assert.equal(charge([call], Array(9).fill(trouble)), 4.51)
    assert.equal(charge([{ ...call, cost: 3 }], [trouble]), 3.5)
  })
})
