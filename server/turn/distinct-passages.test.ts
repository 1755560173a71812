import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { distinctPassages } from './distinct-passages.ts'

const sentences = [
  'La livraison prend trois jours ouvrés partout en France métropolitaine.',
  'Le retour est possible pendant quatorze jours, sans avoir à se justifier.',
  'Une commande passée avant midi part le jour même de notre atelier.',
  'Les bougies sont coulées à la main, dans des verres que nous récupérons.',
  'Le colis est suivi : le numéro arrive par courriel au moment du départ.',
  'Pour un cadeau, nous glissons une carte écrite de votre main.',
]
const text = sentences.join(' ')
const textsOf = (...contents: string[]) => distinctPassages(contents.map(content => ({ content })))

describe('distinctPassages', () => {
  it('keeps the first of two that differ by case, blanks and a word or two', () => {
    const copy = text.toUpperCase().replace('TROIS JOURS', 'CINQ JOURS').replaceAll(' ', '\n ')
    assert.deepEqual(textsOf(text, copy), [{ content: text }])
  })

  it('drops what a longer and better one holds whole', () => {
    assert.deepEqual(textsOf(text, sentences.slice(1, 5).join(' ')), [{ content: text }])
  })

  it('keeps neighbours, whose ends overlap', () => {
    const first = sentences.slice(0, 4).join(' ')
    const second = sentences.slice(3).join(' ')
    assert.equal(textsOf(first, second).length, 2)
  })

  it('keeps short texts that differ by a letter, and drops the same one', () => {
    assert.equal(
      textsOf('Le tarif est de 30 €.', 'Le tarif est de 35 €.', 'le tarif  est de 30 €.').length,
      2,
    )
  })

  it('gives nothing for nothing', () => {
    assert.deepEqual(distinctPassages([]), [])
  })
})
