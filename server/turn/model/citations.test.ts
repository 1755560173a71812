import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { anyCuts, filterInPieces } from '../../testing/split-text.ts'
import { createCitationFilter } from './citations.ts'
import { filterText } from './text-filter.ts'

function check(text: string, count = 3) {
  const filter = createCitationFilter(count)
  return { text: filterText(filter, text), passages: filter.cited().map(({ passage }) => passage) }
}

describe('the citations that a model writes', () => {
  const cases: [string, string, number[]][] = [
    ['Oui [2]. Puis [1] et [2].', 'Oui [1]. Puis [2] et [1].', [1, 0]],
    ['Oui [1, 3].', 'Oui [1][2].', [0, 2]],
    ['Oui [3][1].', 'Oui [1][2].', [2, 0]],
    ['Oui [1-3] ; [2–1].', 'Oui [1][2][3] ; [2][1].', [0, 1, 2]],
    ['Oui [1 et 2], [extrait 3], [Source 1].', 'Oui [1][2], [3], [1].', [0, 1, 2]],
    ['Oui 【2†source】 et \\[1\\] et [^3].', 'Oui [1] et [2] et [3].', [1, 0, 2]],
    ['Oui [4]. Non [0] ici [99], là [7] !', 'Oui. Non ici, là !', []],
    ['Oui [4, 2].', 'Oui [1].', [1]],
    ['Oui [4] [2].', 'Oui [1].', [1]],
    ['mot[5]collé [5]suite', 'motcollé suite', []],
    ['fin [9]', 'fin', []],
    ['`a[0]`, ``b ` [1]`` et [2]', '`a[0]`, ``b ` [1]`` et [1]', [1]],
    ['un ` seul [2] ici\n`[3]', 'un ` seul [1] ici\n`[2]', [1, 2]],
    [
      'Voici :\n```js\nx = liste[0]\n  y[1]\n```\nPuis [3].',
      'Voici :\n```js\nx = liste[0]\n  y[1]\n```\nPuis [1].',
      [2],
    ],
    ['- ~~~\n  [1] ```\n  ~~~\n~~barré~~ [2]', '- ~~~\n  [1] ```\n  ~~~\n~~barré~~ [1]', [1]],
    ['```x[0]``` puis [2]', '```x[0]``` puis [1]', [1]],
    ['```\nx[0]', '```\nx[0]', []],
    [
      '[2024] [x] [ ] [la page](https://a.example) [Note bene] a[',
      '[2024] [x] [ ] [la page](https://a.example) [Note bene] a[',
      [],
    ],
  ]
  for (const [written, shown, passages] of cases)
    it(`shows ${JSON.stringify(written)} as ${JSON.stringify(shown)}`, () =>
      assert.deepEqual(check(written), { text: shown, passages }))

  it('points to nothing when no passage was given', () => {
    assert.deepEqual(check('Oui [1].', 0), { text: 'Oui.', passages: [] })
  })

  it('gives the same however the text is cut', () => {
    const parts = [
      '[',
      ']',
      '1',
      '2',
      '9',
      ', ',
      ' ',
      '-',
      'extrait ',
      'Oui',
      '.',
      '\n',
      '\\',
      '【',
      '】',
      '†x',
      'et',
      '^',
      'n°',
      ' '.repeat(50),
      '`',
      '``',
      '```',
      '~~~',
      '~',
      'a[0]',
      'b'.repeat(210),
      '😀',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 20 }), anyCuts, (written, cuts) => {
        const text = written.join('')
        const pieces = createCitationFilter(3)
        const whole = createCitationFilter(3)
        assert.equal(filterInPieces(pieces, text, cuts), filterText(whole, text))
        assert.deepEqual(pieces.cited(), whole.cited())
      }),
      { numRuns: 3000 },
    )
  })

  it('numbers without a gap, from 1, in the order of first use', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 12 }), numbers => {
        const { text, passages } = check(numbers.map(number => `a [${number}].`).join(' '), 4)
        const shown = [...text.matchAll(/\[(\d+)\]/g)].map(match => Number(match[1]))
        assert.deepEqual(
          [...new Set(shown)],
          passages.map((_, at) => at + 1),
        )
        assert.deepEqual(
          passages,
          [...new Set(numbers.filter(number => number >= 1 && number <= 4))].map(n => n - 1),
        )
      }),
    )
  })

  it('holds back only what may be a citation', () => {
    const filter = createCitationFilter(3)
    assert.equal(filter.push('Le prix [1'), 'Le prix')
    assert.equal(filter.push('] est'), ' [1] est')
    assert.equal(filter.push(' [la page'), ' [la page')
    assert.equal(filter.push(` [${'1, '.repeat(20)}`), ` [${'1, '.repeat(20).trimEnd()}`)
  })

  it('knows the sentence that cites', () => {
    const filter = createCitationFilter(3)
    filterText(filter, 'Bonjour. Le pack coûte 90 €. [2]\n- Il dure un mois [2] ; il se renouvelle [1].')
    assert.deepEqual(filter.cited(), [
      { passage: 1, sentences: ['Le pack coûte 90 €.', '- Il dure un mois'] },
      { passage: 0, sentences: ['- Il dure un mois ; il se renouvelle'] },
    ])
  })
})
