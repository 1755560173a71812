import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readPassages } from './read-passages.ts'
import { supportOf, supportThreshold } from './support.ts'

/** How well the first unit of a passage supports an answer. */
function supportBy(question: string, content: string): number {
  const reading = readPassages(question, [{ content, title: 'Guide', section: null, lexical: 0.9 }])
  return supportOf(reading, [{ passage: 0, from: 0, to: 0 }])
}

describe('supportOf', () => {
  it('wants an amount for a price, not only a word for prices', () => {
    const question = 'Combien coûte l’atelier ?'
    assert.ok(supportBy(question, 'L’atelier coûte 39 € TTC.') >= supportThreshold)
    assert.ok(supportBy(question, 'L’atelier demande un abonnement et un forfait.') < 0)
    const heading = 'Quel est le prix de l’atelier ?\n\nRegarde la page de l’atelier.'
    assert.ok(supportBy(question, heading) >= supportThreshold)
  })

  it('falls below any answer when no passage knows most of the subject', () => {
    assert.ok(supportBy('Quelle recette de tarte aux pommes ?', 'Partage une recette que tu aimes.') < 0)
  })
})
