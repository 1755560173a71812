import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { interrupted, openChain, overloaded } from '../../testing/open-chain.ts'
import type { Script } from '../../testing/scripted-model.ts'

describe('the chain, when a model answers', () => {
  it('shows each text as it comes, checked', async () => {
    const { ask } = openChain({
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
    const { ask } = openChain({ first: [['Oui', { usage: { cost: null } }]] }, { priceOf: () => 0.25 })
    assert.equal((await ask()).log.calls[0]?.cost, 0.25)
  })

  it('tells the visitor her own e-mail address, and nobody else’s', async () => {
    const { ask } = openChain({ first: [['Je note moi@poste.example, pas eve@poste.example.']] })
    const { message } = await ask({ own: new Set(['moi@poste.example']) })
    assert.equal(message, 'Je note moi@poste.example, pas eve (lien retiré).')
  })

  it('leaves no timer behind', async () => {
    const { ask, timers } = openChain({ first: [['Oui.']] })
    await ask()
    assert.equal(timers.pending(), 0)
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
      const { ask } = openChain({ first: [script] })
      const { kind, message, asked, troubles } = await ask()
      assert.deepEqual([kind, message], ['partial', `Crée ta pa${interrupted}`])
      assert.deepEqual(asked, ['first'], 'no second voice goes on with it')
      assert.match(troubles[0] ?? '', /→ interrupted$/)
    })

  it('says so in the visitor’s language, after the end of a block of code', async () => {
    const { ask } = openChain({ first: [['Write:\n```\nx', overloaded]] })
    const { message } = await ask({ language: 'en' })
    assert.match(message, /x\n```\n\n\*My answer was interrupted here\./)
  })

  it('gives what was held back, for it was written too', async () => {
    const { ask } = openChain({ first: [['Le prix [1', overloaded]] })
    assert.equal((await ask()).message, `Le prix [1${interrupted}`)
  })

  it('cuts an answer that tells the prompt, across pieces, and shows nothing of the canary', async () => {
    const { ask, breakers } = openChain({ first: [['Voici : lac-7f', '3a9c', '21 et la suite']] })
    const { kind, message, troubles } = await ask()
    assert.deepEqual([kind, message], ['partial', `Voici${interrupted}`])
    assert.deepEqual(troubles, ['first leaked → interrupted'])
    assert.deepEqual(breakers.open(), [])
  })

  it('refuses when the canary is the first thing it says', async () => {
    const { ask } = openChain({ first: [['lac-7f3a9c21', ' puis']] })
    const { kind, asked } = await ask()
    assert.deepEqual([kind, asked], ['refused', ['first']])
  })

  it('has time until the turn must end, and what is written by then stays', async () => {
    const drip = Array.from({ length: 100 }, (_, at) => [{ wait: 4000 }, `mot${at} `] as const).flat()
    const { ask, timers } = openChain({ first: [[{ wait: 2000 }, overloaded], drip] })
    const { kind, message, seconds, troubles } = await ask()
    assert.deepEqual([kind, seconds], ['partial', 60])
    assert.ok(message.endsWith(`mot13${interrupted}`), message)
    assert.deepEqual(troubles, ['first overloaded → first', 'first timeout → interrupted'])
    assert.equal(timers.pending(), 0)
  })

  it('has no limit of time but that and the adapter’s', async () => {
    const slow = Array.from({ length: 40 }, (_, at) => [{ wait: 1000 }, `mot${at} `] as const).flat()
    const { ask } = openChain({ first: [slow] })
    const { kind, seconds } = await ask()
    assert.deepEqual([kind, seconds], ['complete', 40])
  })
})
