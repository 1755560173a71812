import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Tiktoken } from 'js-tiktoken/lite'
import cl100k from 'js-tiktoken/ranks/cl100k_base'
import { createTokenCounter } from './count-tokens.ts'

describe('counting tokens', () => {
  const countTokens = createTokenCounter()
  const encoder = new Tiktoken(cl100k)

  it('counts as js-tiktoken does, whatever the writing', () => {
    const words = fc.constantFrom(
      'l’été',
      "c'est",
      'WE’LL',
      ' ',
      '\n\n',
      '\t',
      '12345',
      '€',
      '…',
      '👩‍💻',
      'naïve',
      'Übung',
      '日本',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(words, { maxLength: 40 }).map(list => list.join('')),
    )
    fc.assert(
      fc.property(text, value => assert.equal(countTokens(value), encoder.encode(value, [], []).length)),
      { numRuns: 500 },
    )
  })

  it('counts a word of a million letters in bounded time, about right', () => {
    const count = countTokens('a'.repeat(1_000_000))
    assert.ok(count > 100_000 && count < 200_000)
  })
})
