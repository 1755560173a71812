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

const sheet = (name: string, price: string) =>
  `Cette formule ${name} comprend un appel de lancement, l’audit de tes comptes et un calendrier éditorial mensuel. Le tarif est de ${price} par mois, payable en une fois ou en plusieurs fois sans frais. Tu peux arrêter à tout moment en écrivant à l’équipe avant la date anniversaire. Les contenus livrés restent les tiens et peuvent être réutilisés sans limite sur tous tes supports.`

describe('distinctPassages', () => {
  it('keeps the first of two that differ by blanks and a word or two', () => {
    const copy = text.replace('glissons', 'mettons').replaceAll(' ', '\n ')
    assert.deepEqual(textsOf(text, copy), [{ content: text }])
    const shouted = text.toUpperCase()
    assert.deepEqual(textsOf(shouted, shouted.replace('GLISSONS', 'METTONS')), [{ content: shouted }])
  })

  it('keeps both of two that differ in a number, in digits or in words', () => {
    assert.equal(textsOf(text, text.replace('trois jours', 'cinq jours')).length, 2)
    assert.equal(textsOf(sheet('Solo', '290 €'), sheet('Solo', '890 €')).length, 2)
    assert.equal(textsOf(sheet('Solo', '1 290 €'), sheet('Solo', '1290 €')).length, 1)
    const hours = (first: string, second: string) => sheet('Solo', `${first} puis ${second}`)
    assert.equal(textsOf(hours('9 €', '14 €'), hours('14 €', '9 €')).length, 2)
  })

  it('keeps both of two that differ in a name or a negation', () => {
    assert.equal(textsOf(sheet('Solo', '290 €'), sheet('Studio', '290 €')).length, 2)
    assert.equal(textsOf(text, text.replace('est possible', 'n’est pas possible')).length, 2)
  })

  it('keeps the same words said of two things: two questions, two shops', () => {
    const of = (title: string, section: string | null, content = text) => ({ title, section, content })
    const kept = (...passages: ReturnType<typeof of>[]) => distinctPassages(passages).length
    assert.equal(
      kept(of('FAQ', 'FAQ > Livrez-vous ?', 'Oui.'), of('FAQ', 'FAQ > Reprenez-vous ?', 'Oui.')),
      2,
    )
    assert.equal(kept(of('Boutiques', 'Boutiques > Nantes'), of('Boutiques', 'Boutiques > Lyon')), 2)
    assert.equal(kept(of('Boutique de Nantes', null), of('Boutique de Lyon', null)), 2)
  })

  it('drops what another document or another version of it says of the same, with the same facts', () => {
    const of = (title: string, section: string | null) => ({ title, section, content: text })
    const first = of('Conditions de vente 2024', 'Conditions de vente 2024 > Livraison')
    const next = of('Conditions de vente 2025', 'Conditions de vente 2025 > Livraison')
    assert.deepEqual(distinctPassages([next, first]), [next])
    const file = of('guide.md', null)
    assert.deepEqual(distinctPassages([file, of('Guide (copie).md', null)]), [file])
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
