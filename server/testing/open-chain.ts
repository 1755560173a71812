import assert from 'node:assert/strict'
import { type ChainDeps, type ChainInput, streamAnswer } from '../turn/model/answer-chain.ts'
import { createBreakers, modelBreaker } from '../turn/model/breaker.ts'
import { createModelLog } from '../turn/model/model-log.ts'
import { chainLimits } from '../turn/model/retry-rules.ts'
import { createManualTimers } from './manual-timers.ts'
import { createScriptedModel } from './scripted-model.ts'

const message = (content: string) => [{ role: 'user' as const, content }]
/** What a chain of two models is asked. */
export const chainInput: ChainInput = {
  models: ['first', 'second'],
  prompt: { whole: message('whole'), cut: message('cut') },
  passages: 2,
  isAllowed: () => false,
  language: 'fr',
  canary: 'lac-7f3a9c21',
  maxTokens: 1000,
  temperature: 0.7,
  deadline: chainLimits.firstWords,
  endBy: chainLimits.streamed,
}

/** Scripts that many tests play. */
export const hang = { hang: true } as const
export const overloaded = { fail: 'overloaded', retryable: true, status: 503 } as const
/** Our own words in French, said here once more. */
export const interrupted = '\n\n*Ma réponse a été interrompue ici. Repose ta question si tu veux la suite.*'

/** The chain on scripted models and a clock that moves to what comes next; `random` is its jitter. */
export function openChain(
  scripts: Parameters<typeof createScriptedModel>[1],
  { random = 0, ...given }: { random?: number } & Partial<Pick<ChainDeps, 'afford' | 'priceOf'>> = {},
) {
  const timers = createManualTimers()
  const languageModel = createScriptedModel(timers, scripts)
  const breakers = createBreakers(timers.now, modelBreaker, () => 0)
  const deps = { languageModel, breakers, timers, random: () => random, limits: chainLimits, ...given }
  return {
    timers,
    breakers,
    languageModel,
    async ask(changes: Partial<ChainInput> = {}) {
      const log = createModelLog()
      const shown: { at: number; text: string }[] = []
      const began = timers.now()
      const asked = languageModel.requests.length
      const { deadline, endBy } = chainInput
      const input = { ...chainInput, ...changes, deadline: began + deadline, endBy: began + endBy }
      const result = await timers.run(
        streamAnswer(deps, input, log, ({ text }) => shown.push({ at: timers.now() - began, text })),
      )
      assert.equal(shown.map(({ text }) => text).join(''), result.message, 'what was shown is the message')
      return {
        ...result,
        shown,
        log,
        seconds: (timers.now() - began) / 1000,
        asked: languageModel.requests.slice(asked).map(({ model }) => model),
        troubles: log.troubles.map(({ model, reason, next }) => `${model} ${reason} → ${next}`),
      }
    },
  }
}
