import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createManualTimers } from '../../testing/manual-timers.ts'
import { createScriptedModel, type Script } from '../../testing/scripted-model.ts'
import { type ChainInput, type ChainResult, streamAnswer } from './answer-chain.ts'
import { createBreakers, modelBreaker } from './breaker.ts'
import { createModelLog } from './model-log.ts'
import { chainLimits } from './retry-rules.ts'

const message = (content: string) => [{ role: 'user' as const, content }]
const input: ChainInput = {
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

function open(scripts: Record<string, Script[] | { always: Script }>, random = 0) {
  const timers = createManualTimers()
  const languageModel = createScriptedModel(timers, scripts)
  const breakers = createBreakers(timers.now, modelBreaker, () => 0)
  const deps = { languageModel, breakers, timers, random: () => random, limits: chainLimits }
  return {
    timers,
    breakers,
    languageModel,
    async ask(changes: Partial<ChainInput> = {}) {
      const log = createModelLog()
      const shown: { at: number; text: string }[] = []
      const began = timers.now()
      const asked = languageModel.requests.length
      const read = async (): Promise<ChainResult> => {
        const answer = streamAnswer(
          deps,
          { ...input, ...changes, deadline: began + input.deadline, endBy: began + input.endBy },
          log,
        )
        for (;;) {
          const next = await answer.next()
          if (next.done) return next.value
          shown.push({ at: timers.now() - began, text: next.value.text })
        }
      }
      const result = await timers.run(read())
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

const hang = { hang: true } as const
const overloaded = { fail: 'overloaded', retryable: true, status: 503 } as const
const interrupted = '\n\n*Ma réponse a été interrompue ici. Repose ta question si tu veux la suite.*'

describe('the chain, when a model answers', () => {
  it('shows each text as it comes, checked', async () => {
    const { ask } = open({
      first: [['Bon', { wait: 300 }, 'jour [2], va', { wait: 200 }, ' sur https://mechant.example vite.']],
    })
    const { kind, message, shown, citations, model, log } = await ask()
    assert.equal(kind, 'complete')
    assert.equal(message, 'Bonjour [1], va sur (lien retiré) vite.')
    assert.deepEqual(shown.slice(0, 2), [
      { at: 0, text: 'Bon' },
      { at: 300, text: 'jour [1], va' },
    ])
    assert.deepEqual(
      citations.map(({ passage }) => passage),
      [1],
    )
    assert.equal(model, 'first')
    assert.deepEqual(log.troubles, [])
    assert.equal(log.calls.length, 1)
    assert.deepEqual(
      { ...log.calls[0], milliseconds: 0 },
      {
        step: 'answer',
        model: 'first',
        milliseconds: 0,
        promptTokens: 100,
        completionTokens: 20,
        cachedTokens: 0,
        cost: 0.001,
      },
    )
  })

  it('reckons the price of a call whose provider does not say it', async () => {
    const timers = createManualTimers()
    const log = createModelLog()
    const languageModel = createScriptedModel(timers, { first: [['Oui', { usage: { cost: null } }]] })
    const breakers = createBreakers(timers.now, modelBreaker, () => 0)
    const deps = {
      languageModel,
      breakers,
      timers,
      random: () => 0,
      limits: chainLimits,
      priceOf: () => 0.25,
    }
    for await (const _ of streamAnswer(deps, input, log));
    assert.equal(log.calls[0]?.cost, 0.25)
  })

  it('leaves no timer behind', async () => {
    const { ask, timers } = open({ first: [['Oui.']] })
    await ask()
    assert.equal(timers.pending(), 0)
  })
})

describe('the chain, before a word is shown', () => {
  it('tries again after half a second, then falls back', async () => {
    const { ask } = open({ first: [[overloaded], [overloaded]], second: [['Oui.']] })
    const { message, model, asked, troubles, seconds } = await ask()
    assert.deepEqual([message, model], ['Oui.', 'second'])
    assert.deepEqual(asked, ['first', 'first', 'second'])
    assert.deepEqual(troubles, ['first overloaded → first', 'first overloaded → second'])
    assert.equal(seconds, 0.5)
  })

  it('waits up to a quarter less', async () => {
    const { ask } = open({ first: [[overloaded], ['Oui.']] }, 1)
    assert.equal((await ask()).seconds, 0.375)
  })

  it('waits as long as Retry-After says up to ten seconds, and falls back at once beyond', async () => {
    const limited = (retryAfter: number) => ({ fail: 'rate_limited', retryable: true, retryAfter }) as const
    const patient = open({ first: [[limited(10)], ['Oui.']] })
    const waited = await patient.ask()
    assert.deepEqual([waited.model, waited.seconds], ['first', 10])
    const { ask } = open({ first: [[limited(10.1)]], second: [['Oui.']] })
    const fell = await ask()
    assert.deepEqual([fell.model, fell.seconds, fell.asked], ['second', 0, ['first', 'second']])
  })

  it('falls back at once when trying again cannot help', async () => {
    for (const fail of [
      'unauthorized',
      'quota_exhausted',
      'model_unavailable',
      'certificate',
      'rejected',
    ] as const) {
      const { ask } = open({ first: [[{ fail }]], second: [['Oui.']] })
      const { asked, model, troubles } = await ask()
      assert.deepEqual([asked, model, troubles], [['first', 'second'], 'second', [`first ${fail} → second`]])
    }
  })

  it('gives each model one try more when both failed twice', async () => {
    const twice = [[overloaded], [overloaded]]
    const { ask } = open({ first: [...twice, [overloaded]], second: [...twice, ['Oui.']] })
    const { asked, model } = await ask()
    assert.deepEqual(asked, ['first', 'first', 'second', 'second', 'first', 'second'])
    assert.equal(model, 'second')
  })

  it('takes an answer without a word, or with blanks only, for none', async () => {
    const { ask } = open({ first: [[], [' \n\u200B']], second: [['Oui.']] })
    const { troubles, model } = await ask()
    assert.deepEqual(troubles, ['first empty → first', 'first empty → second'])
    assert.equal(model, 'second')
  })

  it('lets a model write twice as much when thinking used up its words', async () => {
    const { ask, languageModel } = open({ first: [[{ end: 'length' }], ['Oui.']] })
    assert.equal((await ask()).message, 'Oui.')
    assert.deepEqual(
      languageModel.requests.map(({ maxTokens }) => maxTokens),
      [1000, 2000],
    )
  })

  it('takes a stream that ends without its end for a failure', async () => {
    const { ask } = open({ first: [[{ stop: true }], ['Oui.']] })
    assert.deepEqual((await ask()).troubles, ['first truncated → first'])
  })

  it('cuts the prompt when it is too long, once, at once', async () => {
    const tooLong = { fail: 'too_long' } as const
    const { ask, languageModel } = open({ first: [[tooLong], [tooLong]], second: [['Oui.']] })
    const { seconds, asked } = await ask()
    assert.deepEqual(asked, ['first', 'first', 'second'])
    assert.deepEqual(
      languageModel.requests.map(({ messages }) => messages[0]?.content),
      ['whole', 'cut', 'cut'],
    )
    assert.equal(seconds, 0)
  })

  it('calls no other model for a message that is refused', async () => {
    const { ask, breakers } = open({ first: [[{ fail: 'refused' }]] })
    const { kind, message, troubles } = await ask()
    assert.deepEqual([kind, message, troubles], ['refused', '', ['first refused → refusal']])
    assert.deepEqual(breakers.open(), [])
  })

  it('does not mistake a defect of ours for a provider’s', async () => {
    const defect = new TypeError('x is undefined')
    const { ask } = open({ first: [[{ throw: defect }]], second: [['Oui.']] })
    const { log, model } = await ask()
    assert.equal(model, 'second')
    assert.deepEqual([log.troubles[0]?.reason, log.troubles[0]?.error], ['defect', defect])
  })

  it('gives up within 14 s when every model is silent, the first one after three fifths', async () => {
    const { ask } = open({ first: { always: [hang] }, second: { always: [hang] } })
    const { kind, seconds, troubles, log } = await ask()
    assert.equal(kind, 'none')
    assert.ok(seconds <= 14 && seconds > 13, `${seconds} s`)
    assert.deepEqual(troubles, [
      'first timeout → second',
      'second timeout → first',
      'first timeout → extractive',
    ])
    assert.deepEqual(
      log.troubles.map(({ milliseconds }) => milliseconds),
      [8400, 4200, 1050],
    )
  })

  it('asks a silent model once more when the other one was silent too', async () => {
    const { ask } = open({ first: [[hang], ['Oui.']], second: { always: [hang] } })
    const { message, asked } = await ask()
    assert.equal(message, 'Oui.')
    assert.deepEqual(asked, ['first', 'second', 'first'])
  })

  it('gives up within 14 s when every model drips what is not to be shown', async () => {
    const drip = Array.from({ length: 100 }, () => [{ wait: 1000 }, ' '] as const).flat()
    const { ask } = open({ first: { always: drip }, second: { always: drip } })
    const { kind, seconds } = await ask()
    assert.equal(kind, 'none')
    assert.ok(seconds <= 14, `${seconds} s`)
  })

  it('gives up within 14 s whatever fails, however long each failure takes', async () => {
    const slow = [{ wait: 2500 }, overloaded]
    const { ask } = open({ first: { always: slow }, second: { always: slow } })
    const { kind, seconds } = await ask()
    assert.equal(kind, 'none')
    assert.ok(seconds <= 14, `${seconds} s`)
  })

  it('lets a model take all of the time when there is no other', async () => {
    const { ask } = open({ first: [[{ wait: 13_900 }, 'Oui.']] })
    assert.equal((await ask({ models: ['first', 'first'] })).message, 'Oui.')
  })

  it('asks nobody when no model may be asked', async () => {
    const { ask } = open({})
    const { kind, seconds } = await ask({ models: [] })
    assert.deepEqual([kind, seconds], ['none', 0])
  })

  it('skips a model whose breaker is open, and comes back to it when it has recovered', async () => {
    const down = [[overloaded], [overloaded], [overloaded]]
    const { ask, timers, breakers } = open({
      first: [...down, ...down.slice(0, 2), ['De retour.']],
      second: { always: ['Oui.'] },
    })
    for (let turn = 0; turn < 3; turn++) await ask()
    assert.deepEqual(breakers.open(), ['first'])
    const skipped = await ask()
    assert.deepEqual([skipped.asked, skipped.troubles], [['second'], ['first breaker_open → second']])
    await timers.advance(30_000)
    assert.equal((await ask()).message, 'De retour.')
    assert.deepEqual(breakers.open(), [])
  })
})

describe('the chain, once a word is shown', () => {
  const cuts: [string, Script][] = [
    ['an error in the stream', ['Crée ta pa', overloaded]],
    ['a stream without its end', ['Crée ta pa', { stop: true }]],
    ['an answer cut at its length', ['Crée ta pa', { end: 'length' }]],
    ['a filter that stops it', ['Crée ta pa', { fail: 'refused' }]],
    [
      'silence until the adapter gives up',
      ['Crée ta pa', { wait: 20_000 }, { fail: 'timeout', retryable: true }],
    ],
  ]
  for (const [name, script] of cuts)
    it(`keeps what was written and says that it was interrupted: ${name}`, async () => {
      const { ask } = open({ first: [script] })
      const { kind, message, asked, troubles } = await ask()
      assert.deepEqual([kind, message], ['partial', `Crée ta pa${interrupted}`])
      assert.deepEqual(asked, ['first'], 'no second voice goes on with it')
      assert.match(troubles[0] ?? '', /→ interrupted$/)
    })

  it('says so in the visitor’s language, after the end of a block of code', async () => {
    const { ask } = open({ first: [['Write:\n```\nx', overloaded]] })
    const { message } = await ask({ language: 'en' })
    assert.match(message, /x\n```\n\n\*My answer was interrupted here\./)
  })

  it('gives what was held back, for it was written too', async () => {
    const { ask } = open({ first: [['Le prix [1', overloaded]] })
    assert.equal((await ask()).message, `Le prix [1${interrupted}`)
  })

  it('cuts an answer that tells the prompt, across pieces, and shows nothing of the canary', async () => {
    const { ask, breakers } = open({ first: [['Voici : lac-7f', '3a9c', '21 et la suite']] })
    const { kind, message, troubles } = await ask()
    assert.deepEqual([kind, message], ['partial', `Voici${interrupted}`])
    assert.deepEqual(troubles, ['first leaked → interrupted'])
    assert.deepEqual(breakers.open(), [])
  })

  it('refuses when the canary is the first thing it says', async () => {
    const { ask } = open({ first: [['lac-7f3a9c21', ' puis']] })
    const { kind, asked } = await ask()
    assert.deepEqual([kind, asked], ['refused', ['first']])
  })

  it('has time until the turn must end, and what is written by then stays', async () => {
    const drip = Array.from({ length: 100 }, (_, at) => [{ wait: 4000 }, `mot${at} `] as const).flat()
    const { ask, timers } = open({ first: [[{ wait: 2000 }, overloaded], drip] })
    const { kind, message, seconds, troubles } = await ask()
    assert.deepEqual([kind, seconds], ['partial', 60])
    assert.ok(message.endsWith(`mot13${interrupted}`), message)
    assert.deepEqual(troubles, ['first overloaded → first', 'first timeout → interrupted'])
    assert.equal(timers.pending(), 0)
  })

  it('has no limit of time but that and the adapter’s', async () => {
    const slow = Array.from({ length: 40 }, (_, at) => [{ wait: 1000 }, `mot${at} `] as const).flat()
    const { ask } = open({ first: [slow] })
    const { kind, seconds } = await ask()
    assert.deepEqual([kind, seconds], ['complete', 40])
  })
})
