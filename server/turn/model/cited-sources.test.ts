import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { citedSources } from './cited-sources.ts'

const passage = {
  filename: 'offres.md',
  title: 'Offres',
  section: 'Prix',
  page: 2,
  url: 'https://agence.example/offres',
  content:
    'L’agence existe depuis 2019. Le pack Découverte coûte 90 € par mois. Le paiement se fait en trois fois sans frais. On répond du lundi au vendredi.',
  lexical: 0.5,
}

describe('the source of a citation', () => {
  it('quotes, word for word, the sentence that supports the one that cites', () => {
    const [price, paying] = [
      'Compte 90 € par mois pour le pack Découverte.',
      'Tu peux payer en trois fois.',
    ].map(sentence => citedSources([{ passage: 0, sentences: [sentence] }], [passage], 'question')[0])
    assert.deepEqual(price, {
      document: 'offres.md',
      title: 'Offres',
      section: 'Prix',
      page: 2,
      url: 'https://agence.example/offres',
      quote: 'Le pack Découverte coûte 90 € par mois.',
    })
    assert.equal(paying?.quote, 'Le paiement se fait en trois fois sans frais.')
  })

  it('quotes what answers the question when the answer has no word of it, else the beginning', () => {
    const sentences = ['Zzz qqq.']
    const quote = (question: string) =>
      citedSources([{ passage: 0, sentences }], [passage], question)[0]?.quote
    assert.equal(quote('Combien coûte le pack Découverte ?'), 'Le pack Découverte coûte 90 € par mois.')
    assert.equal(quote('Xxx ?'), 'L’agence existe depuis 2019.')
  })

  it('comes in the order of the numbers, one a citation', () => {
    const other = { ...passage, title: 'Autre' }
    const cited = [
      { passage: 1, sentences: ['a'] },
      { passage: 0, sentences: ['b'] },
    ]
    assert.deepEqual(
      citedSources(cited, [passage, other], 'q').map(({ title }) => title),
      ['Autre', 'Offres'],
    )
  })

  it('is a part of the passage whatever the passage, and never empty for one that is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (content, sentence) => {
        const [source] = citedSources([{ passage: 0, sentences: [sentence] }], [{ ...passage, content }], 'q')
        assert.ok(source && content.includes(source.quote) && source.quote !== '')
      }),
    )
  })
})
