import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { cleanLine, cleanLongLine } from './clean-text.ts'
import { createTokenCounter } from './count-tokens.ts'
import { maximumMarkup } from './markup-limit.ts'
import { parseDocument } from './parse-document.ts'
import { Refusal } from './refusal.ts'
import { sentenceSpans } from './sentence-spans.ts'

const sentence = 'Une offre se dit en une phrase, sans détour. '

describe('a very long text', () => {
  it('is cleaned in parts as it would be whole', () => {
    const word = fc.constantFrom('offre', ' ', '\u00a0', '\t', '\u200b', 'é', '😀', '  ')
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), words => {
        const text = words.join('').repeat(5000).slice(0, 150_000)
        assert.equal(cleanLongLine(text), cleanLine(text))
      }),
      { numRuns: 20 },
    )
  })

  it('is cut into sentences that cover it, in parts too', () => {
    for (const text of [sentence.repeat(3000), '😀'.repeat(60_000), 'x'.repeat(100_000)]) {
      const spans = sentenceSpans(text)
      assert.equal(spans.map(({ start, end }) => text.slice(start, end)).join(''), text)
      assert.ok(spans.every(({ start, end }) => text.slice(start, end).isWellFormed()))
    }
    assert.equal(sentenceSpans(sentence.repeat(3000)).length, 3000)
  })

  it('is read in one line as in many', async () => {
    const bytes = Buffer.from(sentence.repeat(8000))
    const { chunks } = await parseDocument({ type: 'text', filename: 'a.txt', bytes }, createTokenCounter())
    assert.ok(chunks.length > 100)
    assert.ok(chunks.every(({ tokenCount }) => tokenCount < 620))
  })

  it('is refused as HTML or Markdown above 8 MB, in words that say so, and taken as text', async () => {
    const over = new Uint8Array(maximumMarkup + 1).fill(0x20)
    for (const type of ['html', 'markdown'] as const)
      await assert.rejects(
        parseDocument({ type, filename: 'a', bytes: over }, () => 1),
        (error: unknown) =>
          error instanceof Refusal && error.reason === 'too_large' && /8 Mo/.test(error.message),
      )
    for (const bytes of [over.subarray(1), over])
      await assert.rejects(
        parseDocument({ type: 'text', filename: 'a', bytes }, () => 1),
        (error: unknown) => error instanceof Refusal && error.reason === 'empty',
      )
    await assert.rejects(
      parseDocument({ type: 'markdown', filename: 'a', bytes: over.subarray(1) }, () => 1),
      (error: unknown) => error instanceof Refusal && error.reason === 'empty',
    )
  })
})
