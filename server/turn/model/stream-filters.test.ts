import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyCuts, filterInPieces } from '../../testing/split-text.ts'
import { visibleText } from '../visible-text.ts'
import { createHiddenStripper } from './strip-hidden.ts'
import { filterText, pipeFilters } from './text-filter.ts'
import { createTrimmer } from './trim-stream.ts'
import { createCanaryWatch, LeakedPromptError } from './watch-canary.ts'

const canary = 'lac-7f3a9c21'
const leaks = (text: string) => {
  try {
    filterText(createCanaryWatch(canary), text)
    return false
  } catch (error) {
    if (error instanceof LeakedPromptError) return true
    throw error
  }
}

describe('the watch for the canary', () => {
  for (const text of [
    'lac-7f3a9c21',
    'Repère LAC 7F3A9C21.',
    'l.a.c 7 f 3 a 9 c 2 1',
    'llac7f3a9c21',
    'lalac-7f3a9c21',
    [...canary].map(letter => `***${letter}***`).join(''),
    `l${'.'.repeat(24)}ac7f3a9c21`,
  ])
    it(`cuts ${text}`, () => assert.ok(leaks(`Bien sûr : ${text}`)))

  for (const text of ['lac-7f3a9c2', 'lac de 7 km', `l${'.'.repeat(25)}ac7f3a9c21`, ''])
    it(`lets ${text || 'nothing'} pass as it is`, () =>
      assert.equal(filterText(createCanaryWatch(canary), text), text))

  it('finds it however it is cut, and never shows a piece of it', () => {
    fc.assert(
      fc.property(fc.string(), anyCuts, (before, cuts) => {
        assert.throws(
          () => filterInPieces(createCanaryWatch(canary), `${before}${canary}`, cuts),
          LeakedPromptError,
        )
      }),
    )
    const watch = createCanaryWatch(canary)
    assert.equal(watch.push('Voici : lac-7f3'), 'Voici : ')
    assert.equal(watch.push('b et'), 'lac-7f3b et')
  })

  it('changes nothing of another text, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('l', 'a', 'c', '-', 'lac', '7f', ' ', 'é')),
        anyCuts,
        (parts, cuts) => {
          const text = parts.join('')
          assert.equal(filterInPieces(createCanaryWatch(canary), text, cuts), text)
        },
      ),
    )
  })
})

describe('the stripper of hidden characters', () => {
  it('leaves out what nobody sees and keeps emoji, accents, line feeds and tabs', () => {
    const text = 'a\u200Bb\u{E0041}c\u202Ed\u0007 é 👩‍💼 ❤️\n\tx\uFE0F'
    assert.equal(filterText(createHiddenStripper(), text), 'abcd é 👩‍💼 ❤️\n\tx')
  })

  it('gives the same however the text is cut, also within a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyCuts, (text, cuts) => {
        assert.equal(filterInPieces(createHiddenStripper(), text, cuts), visibleText(text))
      }),
    )
  })
})

describe('the trimmer', () => {
  it('gives the trimmed text however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(' ', '\n', 'a', 'é')), anyCuts, (parts, cuts) => {
        const text = parts.join('')
        assert.equal(filterInPieces(createTrimmer(), text, cuts), text.trim())
      }),
    )
  })
})

describe('filters in a pipe', () => {
  it('end one after the other, each with what the ones before it still held', () => {
    const pipe = () => pipeFilters([createHiddenStripper(), createCanaryWatch(canary), createTrimmer()])
    assert.equal(filterText(pipe(), ' lac-7f3 '), 'lac-7f3')
  })
})

it('shows each character after each other as it would show them together', () => {
  const some = ['a', 'é', '\u2026', '\u200D', '\uFE0F', '\u00AD', '❤']
  for (let code = 0; code < 0xd800; code++) {
    const character = String.fromCharCode(code)
    for (const other of some) {
      for (const text of [character + other, other + character])
        assert.equal(filterInPieces(createHiddenStripper(), text, [1]), visibleText(text), `U+${code}`)
    }
  }
})
