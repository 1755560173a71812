import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { characters, charactersOfWords, createBm25, createTfIdf, words } from './rank-by-features.ts'

const texts = ['Le séjour à la mer', 'La mer et la montagne, la mer', 'Un tunnel de vente', '']

/** Places of the texts that have anything of a query, best first. */
const rank = (scores: number[]) =>
  scores
    .map((score, at) => ({ score, at }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ at }) => at)

describe('features of a text', () => {
  it('are words without accents, and sequences of characters over and within words', () => {
    assert.deepEqual(words('Été 2026 : l’été'), ['ete', '2026', 'l', 'ete'])
    assert.ok(characters('la mer').includes('a m'))
    assert.ok(!charactersOfWords('la mer').includes('a m'))
    assert.deepEqual(charactersOfWords('la'), [' la', 'la ', ' la '])
  })
})

describe('the textbook’s rankings', () => {
  for (const create of [createBm25, createTfIdf]) {
    it(`${create.name} puts what says more of the rarer first, and knows nothing of what nobody says`, () => {
      const ranker = create(texts, words)
      assert.deepEqual(rank(ranker('sejour mer')), [0, 1])
      assert.deepEqual(rank(ranker('tunnel')), [2])
      assert.deepEqual(rank(ranker('réel')), [])
    })
  }

  it('give what their formulas give', () => {
    // One word in one of two texts of two words each: idf ln(1 + 1.5 / 1.5), and a length of the mean.
    const [score = 0] = createBm25(['mer sable', 'tunnel vente'], words)('mer')
    assert.ok(Math.abs(score - Math.log(2)) < 1e-12)
    // The same text is at an angle of 0.
    const [same = 0] = createTfIdf(texts, characters)(texts[0] ?? '')
    assert.ok(Math.abs(same - 1) < 1e-12)
  })
})
