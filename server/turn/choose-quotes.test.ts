import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { chooseQuotes } from './choose-quotes.ts'
import { type Reading, readPassages } from './read-passages.ts'
import { scoreSentences } from './score-sentences.ts'

function read(question: string, contents: string[]): Reading {
  return readPassages(
    question,
    contents.map(content => ({ content, title: 'Guide', section: null, lexical: 0.9 })),
  )
}

function textsOf(reading: Reading, scored = scoreSentences(reading)): string[] {
  return chooseQuotes(reading, scored).map(({ passage, from, to }) =>
    (reading.passages[passage]?.units ?? [])
      .slice(from, to + 1)
      .map(({ unit }) => unit.text)
      .join(' '),
  )
}

describe('chooseQuotes', () => {
  it('gives no quote that another one contains, whatever chunks of a document overlap', () => {
    const sentences = [
      'Le tunnel a trois pages.',
      'Elle contient un formulaire de tunnel.',
      'Cette page du tunnel se relie.',
      'Ensuite le tunnel se teste.',
      'Il se corrige.',
    ]
    const chunk = fc
      .tuple(fc.nat(4), fc.nat(4))
      .map(([one, other]) => sentences.slice(Math.min(one, other), Math.max(one, other) + 1))
    const scores = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 15, maxLength: 15 })
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 3 }), scores, (chunks, given) => {
        const reading = read(
          'Comment faire un tunnel ?',
          chunks.map(texts => texts.join(' ')),
        )
        const scored = chunks.flatMap((texts, passage) =>
          texts.map((_, index) => ({ passage, index, score: given[passage * 5 + index] ?? 0 })),
        )
        const quoted = textsOf(
          reading,
          scored.sort((one, other) => other.score - one.score),
        )
        quoted.forEach((text, at) => {
          assert.ok(!quoted.some((other, index) => index !== at && other.includes(text)), quoted.join(' | '))
        })
      }),
      { numRuns: 1_000, seed: 1 },
    )
  })

  it('makes one quote of two that a unit between them joins', () => {
    const reading = read('Combien de pages a un tunnel ?', [
      'Un tunnel a trois pages. Il vend une offre. Un tunnel se teste.',
    ])
    const scored = [0, 2, 1].map((index, at) => ({ passage: 0, index, score: 2 - at / 10 }))
    assert.deepEqual(textsOf(reading, scored), [
      'Un tunnel a trois pages. Il vend une offre. Un tunnel se teste.',
    ])
  })

  it('goes on from what announces a list to its end, or ends before it', () => {
    const list = (items: number) =>
      [
        'Combien de pages a un tunnel ?',
        '',
        'Un tunnel a trois pages simples. Voici les pages du tunnel, une par jour :',
        '',
        ...Array.from(
          { length: items },
          (_, at) => `- ${'une page de bougies et de savons '.repeat(items)}${at}`,
        ),
      ].join('\n')
    const first = (items: number) => {
      const reading = read('Combien de pages a un tunnel ?', [list(items)])
      return textsOf(reading, [{ passage: 0, index: 0, score: 2 }])[0] ?? ''
    }
    assert.match(first(2), /:.* 0 .* 1$/)
    assert.equal(first(8), 'Un tunnel a trois pages simples.')
  })

  it('ranks what a heading calls mistakes below advice, unless mistakes are asked for', () => {
    const guide = [
      'Comment choisir des bougies ?\n\n- Choisis des bougies de cire.\n- Sens les bougies de près.',
      'Quelles erreurs éviter ?\n\n- Choisir des bougies sans mèche.\n- Utiliser des bougies fondues.',
    ]
    assert.match(textsOf(read('Comment utiliser des bougies ?', guide))[0] ?? '', /^Choisis/)
    assert.match(textsOf(read('Quelles erreurs éviter avec des bougies ?', guide))[0] ?? '', /^Choisir/)
  })

  it('quotes no line of code unless code is asked for', () => {
    const passages = [
      'Les images photo.webp se placent dans une balise.\n\n- <source srcset="photo.webp" type="image/webp">',
    ]
    assert.doesNotMatch(textsOf(read('C’est quoi le webp ?', passages)).join(), /<source/)
    assert.match(textsOf(read('Quelle balise source pour le webp ?', passages)).join(), /<source/)
  })
})
