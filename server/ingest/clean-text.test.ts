import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { removeHiddenCharacters } from './clean-text.ts'

describe('removing hidden characters', () => {
  for (const emoji of ['👩‍💻', '👩🏽‍💻', '🏳️‍🌈', '👁️‍🗨️', '❤️', '☎︎', '1️⃣', '#️⃣', '👨‍👩‍👧‍👦'])
    it(`keeps ${emoji} whole`, () =>
      assert.equal(removeHiddenCharacters(`un ${emoji} ici`), `un ${emoji} ici`))

  for (const [name, text, left] of [
    ['a joiner between letters', 'ta\u200Dxi', 'taxi'],
    ['a joiner after an emoji that joins nothing', '👩\u200D ici', '👩 ici'],
    ['a joiner before an emoji that follows nothing', 'a\u200D💻', 'a💻'],
    ['a second joiner', '👩\u200D\u200D💻', '👩💻'],
    ['a variation selector after a letter', 'a\uFE0Fb', 'ab'],
    ['a second variation selector', '❤\uFE0F\uFE0Fb', '❤\uFE0Fb'],
    ['a digit’s variation selector without its key', '1\uFE0F2', '12'],
    ['other variation selectors', '❤\uFE00\u{E0100}', '❤'],
    ['tags, even after a flag', '🏴\u{E0067}\u{E0062}\u{E007F}', '🏴'],
    ['zero-width spaces and soft hyphens', 'a\u200Bb\u00ADc\u2060', 'abc'],
  ] as const)
    it(`removes ${name}`, () => assert.equal(removeHiddenCharacters(text), left))

  it('leaves nothing to remove', () => {
    const parts = [
      '👩',
      '🏽',
      '💻',
      '❤',
      'a',
      '1',
      ' ',
      '\u20E3',
      '\u200D',
      '\uFE0F',
      '\uFE0E',
      '\u200B',
      '\u{E0041}',
    ]
    const text = fc.array(fc.constantFrom(...parts)).map(list => list.join(''))
    fc.assert(
      fc.property(text, given => {
        const clean = removeHiddenCharacters(given)
        assert.equal(removeHiddenCharacters(clean), clean)
      }),
    )
  })
})
