import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { BudgetState, EndedTurn } from './ended-turn.ts'
import type { Logger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { createTurnReporter } from './report-turn.ts'

const budget: BudgetState = { granted: true, spentBy: null, share: 0.5, warning: null, visitorWarning: null }
const turn: EndedTurn = {
  requestId: 'request',
  outcome: 'complete',
  agent: 'audrey',
  kind: 'agent',
  confidence: 1,
  steps: {},
  starts: {},
  milliseconds: 900,
  answeredBy: 'model',
  calls: [],
  troubles: [],
  budget,
}
const call = {
  step: 'answer',
  model: 'llama',
  milliseconds: 1,
  promptTokens: 10,
  completionTokens: 2,
  cost: null,
}

/** A reporter, with the warnings it logged. */
function open() {
  const warnings: string[] = []
  const alerts: string[] = []
  const clock = { now: 0 }
  const logger = {
    info: () => undefined,
    warn: (_fields: object, message: string) => warnings.push(message),
    error: ({ model }: { model: string }, message: string) => alerts.push(`${model}: ${message}`),
  } as unknown as Logger
  const metrics = createMetrics()
  return { report: createTurnReporter(logger, metrics, () => clock.now), warnings, alerts, clock, metrics }
}

describe('the report of a turn', () => {
  it('counts calls under the name that was asked for, whatever name the provider answers with', async () => {
    const { report, metrics } = open()
    for (const model of ['llama-1', 'llama-2'])
      report({ ...turn, calls: [{ ...call, model, asked: 'llama' }] })
    const { values } = await metrics.tokens.get()
    assert.deepEqual([...new Set(values.map(({ labels }) => labels.model))], ['llama'])
  })

  it('warns of a budget when the database says so, and only then', () => {
    const { report, warnings } = open()
    report(turn)
    report({ ...turn, budget: { ...budget, share: 0.81, warning: 80 } })
    report({ ...turn, budget: { ...budget, share: 0.82 } })
    report({ ...turn, budget: { ...budget, granted: false, spentBy: 'month', share: 1, warning: 100 } })
    report({ ...turn, budget: { ...budget, visitorWarning: 80 } })
    report({ ...turn, budget: { ...budget, granted: false, spentBy: 'month', share: 0, warning: 100 } })
    for (let index = 0; index < 3; index++)
      report({ ...turn, budget: { ...budget, granted: false, spentBy: 'kept_aside' } })
    assert.deepEqual(warnings, [
      'most of the month’s budget is spent',
      'the month’s budget is spent: answers quote the documents',
      'a visitor’s daily budget is being spent',
      'what is left of the month’s budget is less than one answer may cost: answers quote the documents',
      'what is left of a budget is kept aside for answers being written: this one quotes the documents',
    ])
  })

  it('counts what was refused, and how much of the budget is gone', async () => {
    const { report, metrics } = open()
    report({ ...turn, budget: { ...budget, granted: false, spentBy: 'visitor' } })
    report({ ...turn, budget: null })
    const text = await metrics.registry.metrics()
    assert.match(text, /chat_budget_refusals_total\{budget="visitor"\} 1/)
    assert.match(text, /chat_budget_share 0\.5/)
  })

  it('names a model that nobody priced once', () => {
    const { report, warnings } = open()
    report({ ...turn, calls: [call, { ...call, promptTokens: null }, { ...call, cost: 0 }] })
    report({ ...turn, calls: [call] })
    assert.deepEqual(warnings, ['nobody says what this model costs (PRICES_FILE)'])
  })

  it('tells the operator once of what only they can mend, again when it had worked or a day later', () => {
    const { report, warnings, alerts, clock } = open()
    const trouble = {
      step: 'answer',
      model: 'llama',
      reason: 'quota_exhausted',
      status: 402,
      milliseconds: 3,
      next: 'extractive',
    }
    const fail = () => report({ ...turn, troubles: [trouble] })
    fail()
    fail()
    assert.deepEqual([alerts.length, warnings.length], [1, 2])
    assert.match(alerts[0] ?? '', /^llama: .*crédit/)
    report({ ...turn, troubles: [{ ...trouble, model: 'other' }] })
    assert.equal(alerts.length, 2)
    report({ ...turn, calls: [call] })
    fail()
    assert.equal(alerts.length, 3)
    clock.now += 86_399_999
    fail()
    assert.equal(alerts.length, 3)
    clock.now += 1
    fail()
    assert.equal(alerts.length, 4)
    report({ ...turn, troubles: [{ ...trouble, model: 'third', reason: 'overloaded' }] })
    assert.equal(alerts.length, 4, 'what passes by itself is a warning')
  })
})
