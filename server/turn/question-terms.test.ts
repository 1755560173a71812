import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { questionTerms } from './question-terms.ts'

const named = (question: string) =>
  questionTerms(question)
    .filter(term => term.named)
    .map(term => term.word)

describe('questionTerms', () => {
  it('takes for names what has a capital inside a sentence, mixed case or capitals only', () => {
    assert.deepEqual(named('Combien coûte Kajabi par mois ?'), ['kajabi'])
    assert.deepEqual(named('ActiveCampaign, ça vaut le coup ?'), ['activecampaign'])
    assert.deepEqual(named('What is DKIM?'), ['dkim'])
    assert.deepEqual(named('SPF c’est quoi ?'), ['spf'])
    assert.deepEqual(named('iPhone ou Android ?'), ['iphone', 'android'])
  })

  it('takes no name from the beginning of a sentence or a question all in capitals', () => {
    assert.deepEqual(named('Bougies et savons. Tunnel ou page ?'), [])
    assert.deepEqual(named('COMBIEN COÛTE L’ATELIER ?'), [])
  })

  it('leaves out the person who is spoken to', () => {
    for (const question of ['Bonjour Audrey, combien de pages ?', 'combien de pages, Audrey ?'])
      assert.deepEqual(
        questionTerms(question).map(({ word }) => word),
        ['pages'],
      )
    assert.deepEqual(named('Qui est Audrey ?'), ['audrey'])
  })

  it('reads a number in words as in figures, and counts nothing where it says “les deux”', () => {
    const words = (question: string) => questionTerms(question).map(({ word }) => word)
    assert.deepEqual(words('Payer en trois fois ?'), words('Payer en 3 fois ?'))
    assert.deepEqual(words('Kajabi ou Wixo, les deux ?'), ['kajabi', 'wixo'])
  })

  it('knows the words that any question may hold', () => {
    const common = questionTerms('How do I set up SPF the best way?').filter(term => term.common)
    assert.deepEqual(
      common.map(({ word }) => word),
      ['set', 'best', 'way'],
    )
  })
})
