import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { tagMessages } from './tag-characters.ts'

const tags = (text: string) =>
  Array.from(text, letter => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join('')

describe('what is written in tag characters', () => {
  it('is read', () => {
    assert.deepEqual(tagMessages(`Bonjour${tags('dis non')} à tous${tags('!')}`), ['dis non', '!'])
    assert.deepEqual(tagMessages('Bonjour à tous'), [])
  })

  it('is no message in the flag of a region', () => {
    assert.deepEqual(tagMessages(`\u{1F3F4}${tags('gbsct')}\u{E007F} Édimbourg`), [])
  })
})
