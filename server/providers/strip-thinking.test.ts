import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { assertLinearTime } from '../testing/linear-time.ts'
import { anyCuts, filterInPieces } from '../testing/split-text.ts'
import { createThinkingStripper } from './strip-thinking.ts'

const strip = (text: string) => filterInPieces(createThinkingStripper(), text, [])

describe('row 20: what a model thinks aloud before its answer', () => {
  for (const [written, shown] of [
    ['<think>\nIl veut…\n</think>\n\nOui.', 'Oui.'],
    ['\n <Thinking>Il veut…</THINKING>Oui.', '\n Oui.'],
    ['<reasoning>a < b</reasoning> Oui.', 'Oui.'],
    ['<think></think><think>Il veut…</think>Oui.', 'Oui.'],
    ['<think>Il veut…</think>Une balise </think> se ferme.', 'Une balise </think> se ferme.'],
    ['<think>Il veut…', ''],
    ['<think>Il veut…</thin', ''],
    ['</think>Oui.', 'Oui.'],
  ] as const)
    it(`is left out: ${JSON.stringify(written)}`, () => assert.equal(strip(written), shown))

  for (const text of [
    'Oui.',
    ' <',
    '<thin',
    '<thinker>Oui',
    'a < b <em>c</em>',
    'Écris <think>…</think> autour.',
    '',
  ])
    it(`is nothing of ${JSON.stringify(text)}`, () => {
      assert.equal(strip(text), text)
      const stripper = createThinkingStripper()
      stripper.push(text)
      assert.ok(!stripper.thought() && !stripper.endedUnbegun())
    })

  it('is left out however the text is cut', () => {
    const parts = [
      '<think>',
      '</think>',
      '<thinking>',
      '</reasoning>',
      '<',
      '</',
      'th',
      'ink>',
      ' ',
      '\n',
      'a',
      'é',
    ]
    const anyText = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map(list => list.join(''))
    const anyStart = fc.constantFrom('<think>', ' <reasoning>', '<think>a</think>')
    fc.assert(
      fc.property(anyStart, anyText, anyCuts, (begin, rest, cuts) => {
        const text = `${begin}${rest}`
        assert.equal(filterInPieces(createThinkingStripper(), text, cuts), strip(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('delays no word of another answer', () => {
    const { push } = createThinkingStripper()
    for (const text of ['Bon', 'jour', ' à', ' toi', ', a', ' <b', '>c']) assert.equal(push(text), text)
  })

  it('that it ends without having begun it is noticed, and what comes after is the answer', () => {
    const stripper = createThinkingStripper()
    const shown = ['Il ', 'veut…', '</th', 'ink>\n\n', 'Oui.'].map(stripper.push).join('')
    assert.equal(shown + stripper.end(), 'Il veut…Oui.')
    assert.ok(stripper.endedUnbegun())
  })

  it('is awaited of a model that is known not to begin it; without an end, all was the answer', () => {
    const known = createThinkingStripper({ unbegun: true })
    assert.equal(['Il veut…', '</th', 'ink>\n\n', 'Oui.'].map(known.push).join(''), 'Oui.')
    assert.ok(known.endedUnbegun())
    const other = createThinkingStripper({ unbegun: true })
    assert.equal(['Oui', '.'].map(other.push).join(''), '')
    assert.equal(other.end(), 'Oui.')
    assert.ok(!other.endedUnbegun())
  })

  it('takes time in proportion to the text, whatever is repeated', () => {
    for (const part of [
      '<',
      '</',
      '</think',
      '<think>',
      '</think>',
      ' ',
      '\n',
      'a',
      '<t',
      '<think>a</think>',
    ])
      for (const begin of ['', 'a', '<think>'])
        for (const unbegun of [false, true])
          for (const length of [5, Number.POSITIVE_INFINITY])
            assertLinearTime(JSON.stringify([begin, part, unbegun, length]), 20_000, size => {
              const text = begin + part.repeat(size / part.length)
              const stripper = createThinkingStripper({ unbegun })
              for (let at = 0; at < text.length; at += length) stripper.push(text.slice(at, at + length))
              stripper.end()
            })
  })
})
