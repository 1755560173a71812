import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { countError, countTurn } from './count-turn.ts'
import type { EndedCall, EndedTurn } from './ended-turn.ts'
import { createMetrics } from './metrics.ts'

const call: EndedCall = {
  step: 'answer',
  model: 'llama',
  milliseconds: 800,
  promptTokens: 100,
  completionTokens: 20,
  cost: 0.5,
}
const turn: EndedTurn = {
  requestId: 'request',
  outcome: 'complete',
  agent: 'audrey',
  kind: 'agent',
  confidence: 1,
  steps: { admit: 2, search: 4, route: 1, first_words: 700, answer: 900, finish: 3 },
  starts: { admit: 0, search: 2, route: 6, answer: 7, finish: 907 },
  milliseconds: 910,
  answeredBy: 'model',
  calls: [call],
  troubles: [],
  budget: null,
}
const names = { providers: { answer: 'openrouter', embed: 'openai', rerank: 'cohere' }, eurPerUsd: 0.9 }

describe('the metrics of turns', () => {
  it('say in one word what became of each, by agent', async () => {
    const metrics = createMetrics()
    const ended: [Partial<EndedTurn>, string][] = [
      [{}, 'answered'],
      [{ answeredBy: 'extractive' }, 'extractive'],
      [{ answeredBy: 'pair' }, 'pair'],
      [{ answeredBy: 'team', kind: 'human', agent: 'escalate' }, 'escalated'],
      [{ answeredBy: 'team', kind: 'clarify', agent: 'escalate' }, 'team'],
      [{ answeredBy: 'team', kind: 'smalltalk', agent: 'escalate' }, 'team'],
      [{ answeredBy: 'refusal' }, 'refused'],
      [{ outcome: 'partial' }, 'partial'],
      [{ outcome: 'repeated', answeredBy: null }, 'repeated'],
      [{ outcome: 'limited', answeredBy: null, agent: null }, 'limited'],
      [{ outcome: 'failed', answeredBy: null, agent: null }, 'failed'],
    ]
    for (const [change] of ended) countTurn(metrics, { ...turn, ...change }, names)
    const { values } = await metrics.turns.get()
    const counted = values.map(({ labels, value }) => `${labels.agent} ${labels.outcome} ${value}`).sort()
    assert.deepEqual(counted, [
      'audrey answered 1',
      'audrey extractive 1',
      'audrey pair 1',
      'audrey partial 1',
      'audrey refused 1',
      'audrey repeated 1',
      'escalate escalated 1',
      'escalate team 2',
      'none failed 1',
      'none limited 1',
    ])
  })

  it('time the answer, its first words, and every step, also those that run beside or within another', async () => {
    const metrics = createMetrics()
    const calls = [call, { ...call, step: 'embed', milliseconds: 90 }]
    const trouble = {
      step: 'rerank',
      model: 'rerank',
      reason: 'timeout',
      status: null,
      milliseconds: 1500,
      next: 'fused_order',
    }
    const left = { ...trouble, step: 'embed', reason: 'breaker_open', milliseconds: 0 }
    countTurn(metrics, { ...turn, calls, troubles: [trouble, left] }, names)
    const text = await metrics.registry.metrics()
    const sum = (series: string) => Number(new RegExp(`^${series} (\\S+)`, 'm').exec(text)?.[1])
    assert.equal(sum('chat_turn_duration_seconds_sum{outcome="answered"}'), 0.91)
    assert.equal(sum('chat_time_to_first_token_seconds_sum{outcome="answered"}'), 0.7)
    const steps = {
      admit: 0.002,
      embed: 0.09,
      search: 0.004,
      route: 0.001,
      rerank: 1.5,
      answer: 0.9,
      finish: 0.003,
    }
    for (const [step, seconds] of Object.entries(steps)) {
      assert.equal(sum(`chat_turn_step_duration_seconds_sum{step="${step}"}`), seconds, step)
      assert.equal(sum(`chat_turn_step_duration_seconds_count{step="${step}"}`), 1, step)
    }
    assert.doesNotMatch(text, /step="first_words"/)
  })

  it('make the objective of 5 s readable: a bucket ends there', async () => {
    const metrics = createMetrics()
    countTurn(metrics, { ...turn, milliseconds: 5000 }, names)
    countTurn(metrics, { ...turn, milliseconds: 5001 }, names)
    const text = await metrics.registry.metrics()
    assert.match(text, /chat_turn_duration_seconds_bucket\{le="5",outcome="answered"\} 1\n/)
    assert.match(text, /chat_turn_duration_seconds_bucket\{le="7.5",outcome="answered"\} 2\n/)
  })

  it('leave out of response times what nobody waited a new answer for', async () => {
    const metrics = createMetrics()
    for (const outcome of ['limited', 'repeated'] as const) countTurn(metrics, { ...turn, outcome }, names)
    assert.doesNotMatch(await metrics.registry.metrics(), /chat_turn_duration_seconds_count\{/)
  })

  it('count money in euros, and who was called', async () => {
    const metrics = createMetrics()
    countTurn(metrics, turn, names)
    const text = await metrics.registry.metrics()
    const labels = 'step="answer",provider="openrouter",model="llama"'
    assert.ok(text.includes(`chat_model_cost_euros_total{${labels}} 0.45`))
    assert.ok(text.includes(`chat_model_tokens_total{${labels},kind="prompt"} 100`))
    assert.ok(text.includes(`chat_model_call_duration_seconds_count{${labels}} 1`))
  })

  it('stay few, whatever models and agents turn up', async () => {
    const metrics = createMetrics()
    for (let index = 0; index < 5000; index++)
      countTurn(
        metrics,
        {
          ...turn,
          agent: `agent-${index}`,
          calls: [{ ...call, model: `model-${index}` }],
          troubles: [
            { ...call, model: `other-${index}`, reason: 'timeout', status: null, next: 'extractive' },
          ],
        },
        names,
      )
    const text = await metrics.registry.metrics()
    const series = text.split('\n').filter(line => line.startsWith('chat_'))
    assert.ok(series.length < 2500, String(series.length))
    assert.match(text, /model="other"\} 49\d\d/)
  })

  it('tell errors from limits', async () => {
    const metrics = createMetrics()
    for (const code of ['invalid', 'internal', 'rate_limited', 'rate_limited', 'too_many_streams'])
      countError(metrics, code)
    const text = await metrics.registry.metrics()
    assert.match(text, /chat_errors_total\{code="internal"\} 1/)
    assert.match(text, /chat_rate_limit_hits_total\{limit="messages"\} 2/)
    assert.match(text, /chat_rate_limit_hits_total\{limit="streams"\} 1/)
  })
})
