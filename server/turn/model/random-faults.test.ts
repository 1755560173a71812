import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createRandom } from '../../testing/create-random.ts'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { learnFaults, pickFault } from '../../testing/random-faults.ts'
import { createScriptedModel, type Script } from '../../testing/scripted-model.ts'
import { streamAnswer } from './answer-chain.ts'
import { createBreakers, modelBreaker } from './breaker.ts'
import { createModelLog } from './model-log.ts'
import { chainLimits } from './retry-rules.ts'

const turns = 5000
const atOnce = 32
const share = 0.3
const firstSeed = Number(process.env.SEED ?? 20_261_122)

interface Latency {
  /** Milliseconds to a first word, and to a failure: at least and at most. */
  word: [number, number]
  failure: [number, number]
}
const latencies: Record<string, Latency> = {
  'at once': { word: [0, 50], failure: [0, 20] },
  'after half a second to 1.2 s': { word: [500, 1200], failure: [100, 400] },
  'after 1.5 to 3 s': { word: [1500, 3000], failure: [300, 1000] },
}

const faults = await learnFaults()

describe('two models of which three calls in ten fail, in the ways and as often as in `npm run bench -- faults`', () => {
  for (const [at, [name, latency]] of Object.entries(latencies).entries()) {
    for (const seed of [firstSeed + 2 * at, firstSeed + 2 * at + 1])
      it(`answer ${name}: ${turns} turns, ${atOnce} at once, seed ${seed}`, async t => {
        const { answered, ended, slowest } = await answerAll(createRandom(seed), latency)
        const full = answered / turns
        t.diagnostic(`${(full * 100).toFixed(2)} % answered by a model, the slowest turn ${slowest / 1000} s`)
        assert.equal(ended, turns, 'none is lost')
        assert.ok(full >= 0.995, `${full}`)
        assert.ok(slowest <= chainLimits.firstWords)
      })
  }
})

/** Asks all of the turns, so many at once, of scripted models; counts those that end, and those a model answers in full. */
async function answerAll(random: () => number, { word, failure }: Latency) {
  const timers = createManualTimers()
  const between = ([least, most]: readonly [number, number]) => ({ wait: least + (most - least) * random() })
  const play = (): Script => {
    const fault = random() < share ? pickFault(random, faults) : undefined
    return fault === undefined ? [between(word), 'Oui.'] : [between(failure), ...fault]
  }
  const languageModel = createScriptedModel(timers, { first: play, second: play })
  const breakers = createBreakers(timers.now, modelBreaker, random)
  const deps = { languageModel, breakers, timers, random, limits: chainLimits }
  let [begun, ended, answered, slowest] = [0, 0, 0, 0]
  const askOneByOne = async () => {
    while (begun++ < turns) {
      const began = timers.now()
      const { kind } = await streamAnswer(
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
      ended++
      if (kind === 'complete') answered++
      slowest = Math.max(slowest, timers.now() - began)
    }
  }
  await timers.run(Promise.all(Array.from({ length: atOnce }, askOneByOne)))
  return { answered, ended, slowest }
}
