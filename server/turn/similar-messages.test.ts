import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { countSimilar, similarAbove, textSimilarity } from './similar-messages.ts'

const question = 'Comment faire une page de capture qui marche ?'

describe('the similarity of two texts', () => {
  it('is 1 for what differs in case, accents and punctuation, and 0 for what has nothing in common', () => {
    assert.equal(textSimilarity(question, 'COMMENT faire une page de capture, qui marche…'), 1)
    assert.equal(textSimilarity('réel', 'reel'), 1)
    assert.equal(textSimilarity(question, 'xyz'), 0)
    assert.equal(textSimilarity('', ''), 0)
  })

  it('is above the threshold with a typo or a word more, below it in other words', () => {
    for (const near of [
      'Comment faire une page de capture qui marhce ?',
      'Bon, comment faire une page de capture qui marche ?',
    ])
      assert.ok(textSimilarity(question, near) > similarAbove, `${near}: ${textSimilarity(question, near)}`)
    for (const far of [
      'Comment faire une page de vente ?',
      'Que mettre dans ma page de capture ?',
      'Comment faire un réel qui marche ?',
    ])
      assert.ok(textSimilarity(question, far) < similarAbove, `${far}: ${textSimilarity(question, far)}`)
  })

  it('is the same both ways, between 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const similarity = textSimilarity(a, b)
        assert.equal(similarity, textSimilarity(b, a))
        assert.ok(similarity >= 0 && similarity <= 1)
      }),
    )
  })
})

describe('similar messages', () => {
  it('are counted with this one, wherever they stand', () => {
    const other = 'Quels sont vos tarifs ?'
    assert.equal(countSimilar(question, []), 1)
    assert.equal(countSimilar(question, [question, other, question, other]), 3)
  })

  it('are similar above 0.8, not at it', () => {
    // A word of n letters has n trigrams, with the spaces around it; another last letter is two other trigrams.
    assert.equal(textSimilarity('abcdefghij', 'abcdefghix'), 16 / 20)
    assert.equal(countSimilar('abcdefghij', ['abcdefghix']), 1)
    assert.equal(textSimilarity('abcdefghijk', 'abcdefghijx'), 18 / 22)
    assert.equal(countSimilar('abcdefghijk', ['abcdefghijx']), 2)
  })

  it('are none where a message says too little to be the same question', () => {
    for (const short of ['oui', 'd’accord', 'ok merci', '👍']) assert.equal(countSimilar(short, [short]), 0)
    assert.equal(countSimilar('les tarifs', ['les tarifs']), 2)
  })
})
