import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalIdentifier, Identifier } from './identifier.ts'
import { cleanText, codePointLength, isBlank, MessageText, maxMessageLength } from './message-text.ts'

describe('MessageText', () => {
  it('counts code points: 2,000 emoji pass, one more does not', () => {
    assert.equal(MessageText.safeParse('😀'.repeat(maxMessageLength)).success, true)
    assert.equal(MessageText.safeParse('😀'.repeat(maxMessageLength + 1)).success, false)
  })

  it('measures after trimming', () => {
    assert.equal(MessageText.parse(`  ${'a'.repeat(maxMessageLength)}\n`).length, maxMessageLength)
  })

  it('refuses what nobody can see', () => {
    for (const blank of [
      '',
      '   ',
      '\u200B\u200D',
      '\u2060\uFEFF',
      '\u{E0041}\u{E007F}',
      '\u3164',
      '\u2800',
    ]) {
      assert.equal(MessageText.safeParse(blank).success, false, JSON.stringify(blank))
    }
  })

  it('is never coerced from another type', () => {
    for (const value of [7, true, ['a'], { a: 1 }, null])
      assert.equal(MessageText.safeParse(value).success, false)
  })

  it('keeps what people write: accents, emoji families, new lines', () => {
    const text = 'Ça va ?\nMa famille 👨‍👩‍👧 ❤️'
    assert.equal(MessageText.parse(text), text)
  })
})

describe('cleanText', () => {
  it('gives text that Postgres stores: no NUL, no lone surrogate, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const cleaned = cleanText(text)
        assert.ok(cleaned.isWellFormed())
        assert.ok(!cleaned.includes('\u0000'))
        assert.equal(cleanText(cleaned), cleaned)
      }),
    )
  })
})

describe('codePointLength and isBlank', () => {
  it('count code points, not UTF-16 units and not what looks like one letter', () => {
    for (const [text, length] of [
      ['', 0],
      ['abc', 3],
      ['é', 1],
      ['e\u0301', 2],
      ['😀', 1],
      ['👨‍👩‍👧', 5],
      ['❤️', 2],
      ['🇫🇷', 2],
      ['\ud83d', 1],
    ] as const) {
      assert.equal(codePointLength(text), length, JSON.stringify(text))
      assert.equal(isBlank(text), text === '', JSON.stringify(text))
    }
  })
})

describe('Identifier', () => {
  it('takes 128 characters and not 129', () => {
    assert.equal(Identifier.safeParse('a'.repeat(128)).success, true)
    assert.equal(Identifier.safeParse('a'.repeat(129)).success, false)
  })

  it('folds the spellings of one UUID and leaves other ids alone', () => {
    const uuid = '123e4567-e89b-42d3-a456-426614174000'
    assert.equal(canonicalIdentifier(uuid.toUpperCase()), uuid)
    assert.equal(canonicalIdentifier(uuid.replaceAll('-', '')), uuid)
    assert.equal(canonicalIdentifier('Conv-456'), 'Conv-456')
  })

  it('refuses quotes, slashes, spaces and braces', () => {
    for (const id of ["' OR 1=1--", '../../x', 'a b', '{x}', '', 'a\r\nb']) {
      assert.equal(Identifier.safeParse(id).success, false, id)
    }
  })
})
