import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LanguageModel } from '../../ports/language-model.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import { createRandom } from '../../testing/create-random.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { streamAnswer } from './answer-chain.ts'
import { createBreakers, modelBreaker } from './breaker.ts'
import { createModelLog } from './model-log.ts'
import { type ChainLimits, chainLimits } from './retry-rules.ts'

/** Back to normal within so many milliseconds after a provider has recovered. */
const promised = 35_000
/** Milliseconds between two turns. */
const every = 1000

/** What the providers do until they have recovered. */
const outages = {
  silence: (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(new ProviderError('cancelled', { provider: 'p' })))
    }),
  refusals: () =>
    Promise.reject(new ProviderError('overloaded', { provider: 'p', status: 503, retryable: true })),
  'no credit': () => Promise.reject(new ProviderError('quota_exhausted', { provider: 'p', status: 402 })),
}

/** Milliseconds from the end of an outage of that length to the first whole answer of the first model. */
async function recover(
  models: string[],
  outage: (signal: AbortSignal | undefined) => Promise<never>,
  length: number,
  limits: ChainLimits,
): Promise<number> {
  const timers = createManualTimers()
  const languageModel: LanguageModel = {
    async *stream({ signal }) {
      if (timers.now() < length) await outage(signal)
      yield { kind: 'text', text: 'Oui.' }
      yield { kind: 'end', reason: 'stop' }
    },
  }
  const random = createRandom(length)
  const breakers = createBreakers(timers.now, modelBreaker, random)
  const deps = { languageModel, breakers, timers, random, limits }
  let back = Number.POSITIVE_INFINITY
  const one = async () => {
    const input = {
      models,
      prompt: { whole: [], cut: [] },
      passages: 0,
      isAllowed: () => false,
      language: 'fr' as const,
      canary: 'lac-7f3a9c21',
      maxTokens: 10,
      temperature: 0,
      deadline: timers.now() + limits.firstWords,
      endBy: timers.now() + limits.streamed,
    }
    const { kind, model } = await streamAnswer(deps, input, createModelLog())
    if (kind === 'complete' && model === models[0]) back = Math.min(back, timers.now() - length)
  }
  while (back === Number.POSITIVE_INFINITY && timers.now() < length + 2 * promised) {
    void one()
    await timers.advance(every)
  }
  return back
}

const slow = { ...chainLimits, firstWords: 60_000, firstToken: 60_000 }
const cases: [string, string[], ChainLimits][] = [
  ['two models', ['first', 'second'], chainLimits],
  ['one model', ['first'], chainLimits],
  ['two slow models (FIRST_WORDS_SECONDS=60)', ['first', 'second'], slow],
  ['one slow model', ['first'], slow],
]

describe('after an outage, wherever it ends', () => {
  for (const [name, outage] of Object.entries(outages))
    for (const [who, models, limits] of cases)
      it(`of ${name}, ${who}: the first one answers again within 35 s`, async () => {
        let worst = 0
        for (let phase = 1; phase <= 100; phase++) {
          const length = phase * 990
          const took = await recover(models, outage, length, limits)
          assert.ok(took <= promised, `${took} ms after an outage of ${length} ms`)
          worst = Math.max(worst, took)
        }
        assert.ok(worst > 15_000, `${worst} ms: the breaker was never open`)
      })
})
