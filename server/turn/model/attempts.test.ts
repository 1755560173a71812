import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hang, openChain, overloaded } from '../../testing/open-chain.ts'
import type { AnswerCall } from './call-bounds.ts'

describe('the chain, before a word is shown', () => {
  it('tries again after half a second, then falls back', async () => {
    const { ask } = openChain({ first: [[overloaded], [overloaded]], second: [['Oui.']] })
    const { message, model, asked, troubles, seconds } = await ask()
    assert.deepEqual([message, model], ['Oui.', 'second'])
    assert.deepEqual(asked, ['first', 'first', 'second'])
    assert.deepEqual(troubles, ['first overloaded → first', 'first overloaded → second'])
    assert.equal(seconds, 0.5)
  })

  it('waits up to a quarter less', async () => {
    const { ask } = openChain({ first: [[overloaded], ['Oui.']] }, { random: 1 })
    assert.equal((await ask()).seconds, 0.375)
  })

  it('waits as long as Retry-After says up to ten seconds, and falls back at once beyond', async () => {
    const limited = (retryAfter: number) => ({ fail: 'rate_limited', retryable: true, retryAfter }) as const
    const patient = openChain({ first: [[limited(10)], ['Oui.']] })
    const waited = await patient.ask()
    assert.deepEqual([waited.model, waited.seconds], ['first', 10])
    const { ask } = openChain({ first: [[limited(10.1)]], second: [['Oui.']] })
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
      const { ask } = openChain({ first: [[{ fail }]], second: [['Oui.']] })
      const { asked, model, troubles } = await ask()
      assert.deepEqual([asked, model, troubles], [['first', 'second'], 'second', [`first ${fail} → second`]])
    }
  })

  it('gives each model two tries more, in turns, when both failed twice', async () => {
    const four = [[overloaded], [overloaded], [overloaded], [overloaded]]
    const { ask } = openChain({ first: four, second: [...four.slice(1), ['Oui.']] })
    const { asked, model } = await ask()
    assert.deepEqual(asked, ['first', 'first', 'second', 'second', 'first', 'second', 'first', 'second'])
    assert.equal(model, 'second')
  })

  it('takes an answer without a word, or with blanks only, for none', async () => {
    const { ask } = openChain({ first: [[], [' \n\u200B']], second: [['Oui.']] })
    const { troubles, model } = await ask()
    assert.deepEqual(troubles, ['first empty → first', 'first empty → second'])
    assert.equal(model, 'second')
  })

  it('takes an answer of nothing but pictures and links that were removed for none', async () => {
    const picture = ['![sui', 'vi](https://mechant.example/p.png?c=1)'] as const
    const link = ['[ici](https://mechant.example)'] as const
    const { ask } = openChain({ first: [picture, link], second: [[...picture, '\n\nOui.']] })
    const { message, troubles } = await ask()
    assert.deepEqual(troubles, ['first empty → first', 'first empty → second'])
    assert.equal(message, '[suivi] (lien retiré)\n\nOui.')
  })

  it('lets a model write twice as much when thinking used up its words', async () => {
    const { ask, languageModel } = openChain({ first: [[{ end: 'length' }], ['Oui.']] })
    assert.equal((await ask()).message, 'Oui.')
    assert.deepEqual(
      languageModel.requests.map(({ maxTokens }) => maxTokens),
      [1000, 2000],
    )
  })

  it('takes a stream that ends without its end for a failure', async () => {
    const { ask } = openChain({ first: [[{ stop: true }], ['Oui.']] })
    assert.deepEqual((await ask()).troubles, ['first truncated → first'])
  })

  it('cuts the prompt when it is too long, once, at once', async () => {
    const tooLong = { fail: 'too_long' } as const
    const { ask, languageModel } = openChain({ first: [[tooLong], [tooLong]], second: [['Oui.']] })
    const { seconds, asked } = await ask()
    assert.deepEqual(asked, ['first', 'first', 'second'])
    assert.deepEqual(
      languageModel.requests.map(({ messages }) => messages[0]?.content),
      ['whole', 'cut', 'cut'],
    )
    assert.equal(seconds, 0)
  })

  it('calls no other model for a message that is refused', async () => {
    const { ask, breakers } = openChain({ first: [[{ fail: 'refused' }]] })
    const { kind, message, troubles } = await ask()
    assert.deepEqual([kind, message, troubles], ['refused', '', ['first refused → refusal']])
    assert.deepEqual(breakers.open(), [])
  })

  it('does not mistake a defect of ours for a provider’s', async () => {
    const defect = new TypeError('x is undefined')
    const { ask } = openChain({ first: [[{ throw: defect }]], second: [['Oui.']] })
    const { log, model } = await ask()
    assert.equal(model, 'second')
    assert.deepEqual([log.troubles[0]?.reason, log.troubles[0]?.error], ['defect', defect])
  })

  it('gives up within 14 s when every model is silent, each call after two fifths of what is left, or 3 s', async () => {
    const { ask } = openChain({ first: { always: [hang] }, second: { always: [hang] } })
    const { kind, seconds, troubles, log } = await ask()
    assert.equal(kind, 'none')
    assert.equal(seconds, 14)
    assert.deepEqual(troubles, [
      'first timeout → second',
      'second timeout → first',
      'first timeout → second',
      'second timeout → extractive',
    ])
    assert.deepEqual(
      log.troubles.map(({ milliseconds }) => milliseconds),
      [5600, 3360, 3000, 2040],
    )
  })

  it('asks a silent model once more when the other one was silent too', async () => {
    const { ask } = openChain({ first: [[hang], ['Oui.']], second: { always: [hang] } })
    const { message, asked } = await ask()
    assert.equal(message, 'Oui.')
    assert.deepEqual(asked, ['first', 'second', 'first'])
  })

  it('asks a silent model once more when the other one has no time for us', async () => {
    const busy = { fail: 'rate_limited', retryable: true, retryAfter: 60 } as const
    const { ask } = openChain({ first: [[busy]], second: [[hang], ['Oui.']] })
    const { message, asked, seconds } = await ask()
    assert.equal(message, 'Oui.')
    assert.deepEqual(asked, ['first', 'second', 'second'])
    assert.equal(seconds, 6.1, 'two fifths of the time, and the pause before a second try')
  })

  it('lets a model take all of the time when the other one cannot help before its operator does', async () => {
    const slow = [{ wait: 13_900 }, 'Oui.'] as const
    const { ask } = openChain({ first: [[{ fail: 'model_unavailable' }]], second: [slow] })
    assert.equal((await ask()).message, 'Oui.')
  })

  it('asks a model that only thinks twice, however much time is left', async () => {
    const thought = [{ fail: 'empty', retryable: false }] as const
    const { ask } = openChain({ first: { always: thought }, second: { always: thought } })
    const { kind, asked } = await ask()
    assert.deepEqual([kind, asked], ['none', ['first', 'second', 'first', 'second']])
  })

  it('gives up within 14 s when every model drips what is not to be shown', async () => {
    const drip = Array.from({ length: 100 }, () => [{ wait: 1000 }, ' '] as const).flat()
    const { ask } = openChain({ first: { always: drip }, second: { always: drip } })
    const { kind, seconds } = await ask()
    assert.equal(kind, 'none')
    assert.ok(seconds <= 14, `${seconds} s`)
  })

  it('gives up within 14 s whatever fails, however long each failure takes', async () => {
    const slow = [{ wait: 2500 }, overloaded]
    const { ask } = openChain({ first: { always: slow }, second: { always: slow } })
    const { kind, seconds } = await ask()
    assert.equal(kind, 'none')
    assert.ok(seconds <= 14, `${seconds} s`)
  })

  it('lets a model take all of the time when there is no other', async () => {
    const { ask } = openChain({ first: [[{ wait: 13_900 }, 'Oui.']] })
    assert.equal((await ask({ models: ['first', 'first'] })).message, 'Oui.')
  })

  it('makes no call that there is no money for, and blames no provider', async () => {
    const asked: string[] = []
    const afford = async ({ model, messages, maxTokens }: AnswerCall) => {
      asked.push(`${model} ${messages[0]?.content} ${maxTokens}`)
      return asked.length < 2
    }
    const { ask, breakers } = openChain({ first: [[{ end: 'length' }]] }, { afford })
    for (let turn = 0; turn < 6; turn++) {
      const { kind, troubles, ...result } = await ask()
      assert.equal(kind, 'none')
      assert.deepEqual(result.asked, turn === 0 ? ['first'] : [])
      assert.deepEqual(troubles, turn === 0 ? ['first truncated → extractive'] : [])
    }
    assert.deepEqual(asked.slice(0, 2), ['first whole 1000', 'first whole 2000'])
    assert.deepEqual(breakers.open(), [])
  })

  it('asks nobody when no model may be asked', async () => {
    const { ask } = openChain({})
    const { kind, seconds } = await ask({ models: [] })
    assert.deepEqual([kind, seconds], ['none', 0])
  })

  it('skips a model whose breaker is open, and comes back to it when it has recovered', async () => {
    const down = [[overloaded], [overloaded], [overloaded]]
    const { ask, timers, breakers } = openChain({
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
