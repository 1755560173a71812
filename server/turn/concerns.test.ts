import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { composeExtractiveAnswer } from './extractive-answer.ts'
import type { QuotablePassage } from './read-answer.ts'

function passage(content: string, more: Partial<QuotablePassage> = {}): QuotablePassage {
  const known = { filename: 'guide.md', title: 'Guide', section: null, page: null, url: null, lexical: 0.9 }
  return { ...known, content, ...more }
}

function quotesOf(question: string, passages: QuotablePassage[]): string {
  const { sources } = composeExtractiveAnswer({ question, passages, language: 'fr' })
  return sources.map(source => source.quote).join('\n')
}

const offers = passage(
  'Combien coûte la formule Clé en main ?\n\nLa formule coûte à partir de 1 900 € TTC par mois. Les abonnements aux outils, comme Sendix ou Kajabi, ne sont pas compris.',
  { title: 'Offres de l’agence' },
)
const mistakes = passage(
  'Quelles erreurs éviter sur Kajabi ?\n\nPayer l’abonnement pendant six mois avant d’avoir une offre à vendre.',
  { title: 'Premiers pas avec Kajabi' },
)

describe('what a question is about', () => {
  it('gives no price of something else than what is named, whatever its case', () => {
    for (const question of [
      'Combien coûte l’abonnement Kajabi par mois ?',
      'combien coûte kajabi par mois ?',
      'Kajabi c’est combien ?',
      'Combien coûte Podia ?',
    ])
      assert.equal(quotesOf(question, [offers, mistakes]), '')
  })

  it('gives the price that stands under the name, or beside it', () => {
    const dear = passage('Kajabi est-il payant, à quel prix ?\n\nCompte environ 150 $ par mois.')
    const cheap = passage('Sendix a une offre pour débuter. Elle coûte 12 € par mois.')
    assert.match(quotesOf('Combien coûte Kajabi ?', [offers, mistakes, dear]), /^Compte environ 150 \$/)
    assert.match(quotesOf('Combien coûte Sendix ?', [offers, cheap]), /12 €/)
    assert.match(quotesOf('Quels sont vos tarifs ?', [offers, mistakes]), /1 900 €/)
  })

  it('takes a prize for no price', () => {
    const prize = passage('Marie Curie a reçu le prix Nobel de physique en 1903.')
    assert.match(quotesOf('Quand Marie Curie a-t-elle reçu le prix Nobel ?', [prize]), /1903/)
  })

  it('is not carried by words that any question holds', () => {
    const welcome = passage(
      'How do I set up a welcome sequence?\n\nSet up five emails. The first one leaves at once.',
    )
    const record = passage('SPF is a line of text in your domain’s records.', { lexical: 0.5 })
    assert.match(quotesOf('How do I set up SPF?', [welcome, record]), /^SPF is a line/)
    assert.equal(quotesOf('How do I set up SPF?', [welcome]), '')
  })

  it('forgives a name that no document knows under a heading that asks all the rest', () => {
    const reels = passage('Combien de temps dure un réel ?\n\nUn réel dure de quinze à trente secondes.')
    assert.match(quotesOf('Combien de temps dure un réel Instagram ?', [reels]), /trente secondes/)
    const ofSendix = { ...reels, title: 'Publier avec Sendix' }
    assert.equal(quotesOf('Combien de temps dure un réel Instagram ?', [ofSendix]), '')
  })

  it('refuses when the documents know none of the words that matter', () => {
    const cooking = passage('Partage une recette que tu utilises vraiment, tes lectrices aiment ça.')
    assert.equal(quotesOf('Tu peux me donner la recette de la tarte aux pommes ?', [cooking]), '')
  })

  it('prefers the section whose heading says it to a sentence beside it', () => {
    const advice = passage(
      'Recommandations\n\nJ’ai suivi le guide sur le bandeau des cookies.\nJ’ai parlé de Mesurix, des cookies et du bandeau.',
      { title: 'Mesurix', section: 'Mesurix > Recommandations' },
    )
    const without = passage(
      'Utiliser Mesurix sans bandeau de cookies\n\nCela reste possible, à condition de masquer les adresses.',
      { title: 'Mesurix', section: 'Mesurix > Utiliser Mesurix sans bandeau de cookies', lexical: 0.75 },
    )
    assert.match(
      quotesOf('Faut-il un bandeau de cookies avec Mesurix ?', [advice, without]),
      /^Cela reste possible|\nCela reste possible/,
    )
  })

  it('reads a passage cut in the middle of a section under that section’s heading', () => {
    const rest = passage('On le choisit chez un vendeur reconnu. Le paiement se fait à l’année.', {
      section: 'Noms > Obtenir un nom de domaine',
    })
    const beside = passage('Un nom de domaine est une adresse. Son nom est facile à retenir.')
    assert.match(quotesOf('Où obtenir un nom de domaine ?', [beside, rest]), /chez un vendeur/)
  })

  it('prefers what answers to where to read more', () => {
    const links = passage('Voir aussi\n\n- Émojis : lesquels sont accessibles')
    const answer = passage('Les émojis sont lus à voix haute, un par un : ils sont peu accessibles.')
    assert.match(quotesOf('Les emojis sont-ils accessibles ?', [links, answer]), /^Les émojis sont lus/)
  })
})
