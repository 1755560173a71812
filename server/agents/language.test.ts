import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { detectLanguage, plainLanguage } from './language.ts'

const french = [
  'comment faire un funnel email marketing',
  'Bonjour',
  'c quoi un lead magnet',
  'je veux booster mon engagement',
  'idées de reels pour coach business',
  "j'ai pas d'idées",
  'mes stories font zéro vue',
  'quel outil pour le branding',
  'et pour les réels ?',
  'merci beaucoup',
  'un humain svp',
  'Quelle est ta best practice pour un call to action ?',
  'faut il un budget ads pour lancer',
  'DM automatique ou pas',
]
const english = [
  'how do I set up a funnel',
  'what about reels?',
  'hello there',
  'I need help with my résumé',
  'thanks a lot!',
  "what's a lead magnet",
  'give me ideas for stories',
  'can I talk to someone',
  'my emails go to spam',
  'is Systeme.io better than Kajabi?',
  'best time to post',
  'I have a café in Paris, what should I post?',
  "don't know where to start",
]

describe('the language of a message', () => {
  for (const text of french) it(`French: ${text}`, () => assert.equal(detectLanguage(text, 'en'), 'fr'))
  for (const text of english) it(`English: ${text}`, () => assert.equal(detectLanguage(text, 'fr'), 'en'))

  it('is the fallback when the message does not tell', () => {
    for (const text of ['', '👍', '12', 'Carole', 'instagram', 'reel', '¿Qué?'.replace(/[^?]/g, '')]) {
      assert.equal(detectLanguage(text, 'fr'), 'fr', text)
      assert.equal(detectLanguage(text, 'en'), 'en', text)
    }
  })

  it('is one of the two for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        assert.ok(['fr', 'en'].includes(detectLanguage(text, 'fr')))
      }),
    )
  })
})

describe('plainLanguage', () => {
  it('knows French and English, and neither in a text of another language', () => {
    assert.equal(plainLanguage('Un tunnel est le chemin que suit une personne.'), 'fr')
    assert.equal(plainLanguage('A funnel is the path that a person follows.'), 'en')
    assert.equal(plainLanguage('Die Werke wurden so im Sommer des Jahres gedruckt und verkauft.'), null)
    assert.equal(plainLanguage('Kajabi'), null)
  })
})
