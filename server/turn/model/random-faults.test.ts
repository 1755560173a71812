import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createRandom } from '../../testing/create-random.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { createScriptedModel, type Script } from '../../testing/scripted-model.ts'
import { streamAnswer } from './answer-chain.ts'
import { createBreakers, modelBreaker } from './breaker.ts'
import { createModelLog } from './model-log.ts'
import { chainLimits } from './retry-rules.ts'

const turns = 5000
const seed = Number(process.env.SEED ?? 20_261_122)

/** What a provider may do wrong before its first word and that passes by itself. */
const faults: Script[] = [
  [{ fail: 'overloaded', retryable: true }],
  [{ fail: 'rate_limited', retryable: true, retryAfter: 1 }],
  [{ fail: 'unreachable', retryable: true }],
  [{ fail: 'malformed', retryable: true }],
  [{ stop: true }],
  [],
  [{ hang: true }],
]

it(`ends 5,000 turns with a model’s answer while three calls in ten fail, at 4 turns a second (seed ${seed})`, async t => {
  const random = createRandom(seed)
  const timers = createManualTimers()
  const pick = (): Script =>
    random() < 0.3 ? (faults[Math.floor(random() * faults.length)] ?? []) : ['Oui.']
  const calls = 20_000
  const languageModel = createScriptedModel(timers, {
    first: Array.from({ length: calls }, pick),
    second: Array.from({ length: calls }, pick),
  })
  const breakers = createBreakers(timers.now, modelBreaker, random)
  const deps = { languageModel, breakers, timers, random, limits: chainLimits }
  const answered: boolean[] = []
  const slowest: number[] = []
  const one = async () => {
    const began = timers.now()
    const answer = streamAnswer(
      deps,
      {
        models: ['first', 'second'],
        prompt: { whole: [], cut: [] },
        passages: 0,
        isAllowed: () => false,
        language: 'fr',
        canary: '',
        maxTokens: 10,
        temperature: 0,
        deadline: began + chainLimits.firstWords,
        endBy: began + chainLimits.streamed,
      },
      createModelLog(),
    )
    for (let step = await answer.next(); ; step = await answer.next()) {
      if (!step.done) continue
      answered.push(step.value.kind === 'complete')
      slowest.push(timers.now() - began)
      return
    }
  }
  const running: Promise<void>[] = []
  for (let turn = 0; turn < turns; turn++) {
    running.push(one())
    await timers.advance(250)
  }
  await timers.run(Promise.all(running))
  const share = answered.filter(Boolean).length / turns
  t.diagnostic(
    `${(share * 100).toFixed(2)} % answered by a model, the slowest turn ${Math.max(...slowest) / 1000} s`,
  )
  assert.equal(answered.length, turns, 'none is lost')
  assert.ok(share >= 0.995, `${share}`)
  assert.ok(Math.max(...slowest) <= chainLimits.firstWords)
})
