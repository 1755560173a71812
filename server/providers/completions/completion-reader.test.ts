import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { textChunk, toEvent, usageChunk } from '../../testing/fake-providers/completion-events.ts'
import { someUsage } from '../../testing/fake-providers/stream-of.ts'
import { createEventReader } from '../http/event-reader.ts'
import { createCompletionReader } from './completion-reader.ts'

const call = { provider: 'p', model: 'm' }
const options = { oneId: true, now: () => 0 }
const head = { id: 'gen-1', model: 'm' }
const feed = (events: readonly (object | string)[], given = options) => {
  const reader = createCompletionReader(call, given)
  const data = events.map(event => (typeof event === 'string' ? event : JSON.stringify(event)))
  const text = data.map(part => reader.readEvent({ event: undefined, data: part })).join('')
  return { reader, text }
}

describe('a completion', () => {
  it('is the same text, usage and end however its bytes are cut', () => {
    const tokens = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 12 })
    fc.assert(
      fc.property(tokens, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (texts, cuts, crlf) => {
        const events = [
          ...texts.map(text => textChunk(head, text)),
          textChunk(head, '.', 'stop'),
          usageChunk(head, someUsage),
          '[DONE]',
        ]
        const plain = events.map(toEvent).join(': OPENROUTER PROCESSING\n\n')
        const bytes = Buffer.from(crlf ? plain.replaceAll('\n', '\r\n') : plain)
        const reader = createCompletionReader(call, options)
        const lines = createEventReader(1_000_000)
        const places = [...cuts.map(cut => cut % bytes.length), bytes.length].sort((a, b) => a - b)
        let text = ''
        let from = 0
        for (const to of places) {
          for (const event of lines.feed(bytes.subarray(from, to))) text += reader.readEvent(event)
          from = to
        }
        assert.equal(text, `${texts.join('')}.`)
        assert.equal(reader.conclude(), 'stop')
        assert.deepEqual(reader.usage(), {
          model: 'm',
          promptTokens: 10,
          completionTokens: 5,
          cachedTokens: 0,
          cost: 0.0001,
        })
      }),
    )
  })

  it('never fails but with a ProviderError, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), events => {
        try {
          feed(events.map(event => JSON.stringify(event))).reader.conclude()
        } catch (error) {
          assert.equal(error instanceof Error && error.name, 'ProviderError')
        }
      }),
    )
  })

  it('never fails but with a ProviderError, whatever is in the places that it reads', () => {
    const any = fc.jsonValue()
    const odd = fc.record({
      choices: fc.array(fc.record({ delta: any, finish_reason: any, index: any })),
      usage: any,
    })
    fc.assert(
      fc.property(fc.array(odd), events => {
        try {
          feed(events).reader.conclude()
        } catch (error) {
          assert.equal(error instanceof Error && error.name, 'ProviderError')
        }
      }),
    )
  })

  for (const events of [['ping'], ['null', '[]'], ['ping', '[DONE]'], ['{"choices":[{"del']])
    it(`of nothing but ${JSON.stringify(events)} is malformed`, () => {
      assert.throws(() => feed(events).reader.conclude(), { failure: 'malformed' })
    })

  it('has an end with `[DONE]` alone, or with a finish reason alone', () => {
    assert.equal(feed([textChunk(head, 'Oui.'), '[DONE]']).reader.conclude(), 'stop')
    assert.equal(feed([textChunk(head, 'Oui.', 'length')]).reader.conclude(), 'length')
  })

  it('takes events of another id from a server that numbers each anew', () => {
    const events = [textChunk({ ...head, id: '1' }, 'Ou'), textChunk({ ...head, id: '2' }, 'i.', 'stop')]
    assert.equal(feed(events, { ...options, oneId: false }).text, 'Oui.')
    assert.equal(feed(events).text, 'Ou')
  })

  it('reads the text parts of content in parts, and no thinking', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: 'Oui.' },
    ]
    assert.equal(feed([{ choices: [{ delta: { content } }] }]).text, 'Oui.')
  })

  it('of more than 200,000 characters is malformed', () => {
    const long = textChunk(head, 'x'.repeat(1_000))
    assert.equal(feed(Array(200).fill(long)).text.length, 200_000)
    assert.throws(() => feed(Array(201).fill(long)), { failure: 'malformed' })
  })

  for (const [what, usage] of [
    ['tokens beyond any call', { ...someUsage, completion_tokens: 3e9 }],
    ['a negative count', { ...someUsage, prompt_tokens: -1 }],
    ['half a token', { ...someUsage, prompt_tokens: 1.5 }],
    ['a count as text', { ...someUsage, prompt_tokens: '10' }],
  ] as const)
    it(`row 34: with ${what} says nothing of its usage`, () => {
      assert.equal(feed([usageChunk(head, usage)]).reader.usage(), undefined)
    })

  for (const cost of [1e12, -1, 1e308, '0.1', null])
    it(`row 34: of ${JSON.stringify(cost)} dollars has no known cost`, () => {
      assert.equal(feed([usageChunk(head, { ...someUsage, cost })]).reader.usage()?.cost, null)
    })

  for (const model of ['x'.repeat(3_000), 'a\u0000b', 'a\nb', 'a\ud83d', '', 7])
    it(`row 34: of a model named ${JSON.stringify(model).slice(0, 20)} is of the one that was asked for`, () => {
      const usage = { ...usageChunk(head, someUsage), model }
      assert.equal(feed([usage]).reader.usage()?.model, 'm')
    })

  it('counts the tokens that came from a cache', () => {
    const usage = { ...someUsage, prompt_tokens_details: { cached_tokens: 7 }, cost: -1 }
    const { reader } = feed([usageChunk({ ...head, model: 'm-2' }, usage)])
    assert.deepEqual(reader.usage(), {
      model: 'm-2',
      promptTokens: 10,
      completionTokens: 5,
      cachedTokens: 7,
      cost: null,
    })
  })
})
