import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { splitUnits } from './sentences.ts'

const texts = (content: string, section?: string) => splitUnits(content, section).map(unit => unit.text)

describe('splitUnits', () => {
  it('cuts paragraphs into sentences, not at abbreviations, initials or numbers', () => {
    assert.deepEqual(
      texts('M. Dupont reçoit le 3.12 à 9 h. Mme Roy, cf. art. 5, aussi ! « Vraiment ? » Oui.'),
      ['M. Dupont reçoit le 3.12 à 9 h.', 'Mme Roy, cf. art. 5, aussi !', '« Vraiment ? »', 'Oui.'],
    )
  })

  it('gives each unit the heading it stands under, and never quotes a heading', () => {
    const units = splitUnits(
      'Nos offres\n\nL’atelier dure deux heures.\n\nEst-ce remboursé ?\n\nOui, sous trente jours.',
    )
    assert.deepEqual(
      units.map(({ heading, text }) => [heading, text]),
      [
        ['Nos offres', 'L’atelier dure deux heures.'],
        ['Est-ce remboursé ?', 'Oui, sous trente jours.'],
      ],
    )
  })

  it('believes the section about what is a heading', () => {
    const content = 'Bien choisir ton premier outil, sans te tromper.\n\nPrends le plus simple.'
    assert.deepEqual(texts(content, 'Outils > Bien choisir ton premier outil, sans te tromper.'), [
      'Prends le plus simple.',
    ])
  })

  it('keeps list items whole, without their marks, and knows the sentence that leads to them', () => {
    const units = splitUnits(
      'Voici comment faire :\n\n1. Ouvre le menu. Clique sur Créer.\n2. Choisis un modèle.\n\nC’est tout.',
    )
    assert.deepEqual(
      units.map(({ kind, text, lead }) => [kind, text, lead]),
      [
        ['text', 'Voici comment faire :', null],
        ['item', 'Ouvre le menu. Clique sur Créer.', 0],
        ['item', 'Choisis un modèle.', 0],
        ['text', 'C’est tout.', null],
      ],
    )
  })

  it('reads items that lost their bullets', () => {
    assert.deepEqual(
      splitUnits('Tu dois fournir :\nune photo ;\nun justificatif.').map(({ kind, text }) => [kind, text]),
      [
        ['text', 'Tu dois fournir :'],
        ['item', 'une photo ;'],
        ['item', 'un justificatif.'],
      ],
    )
  })

  it('joins the lines of a paragraph that a fixed width broke', () => {
    const content =
      'La prise en compte d’un nouveau domaine demande de quelques minutes à\nquarante-huit heures. Patience.'
    assert.deepEqual(texts(content).length, 2)
  })

  it('keeps a table row whole', () => {
    assert.deepEqual(texts('Offre: Essentiel; Prix: 29 €\nOffre: Duo; Prix: 49 €'), [
      'Offre: Essentiel; Prix: 29 €',
      'Offre: Duo; Prix: 49 €',
    ])
  })

  it('leaves out rules, code, images and what has no word', () => {
    assert.deepEqual(
      texts('---\n\n![une image](a.png)\n\n```\nnpm start maintenant\n```\n\n!!\n\nVoilà le texte.'),
      ['Voilà le texte.'],
    )
  })

  it('cuts a sentence without end at a pause, and says so', () => {
    const units = splitUnits('mot très long, '.repeat(100))
    assert.ok(units.every(unit => unit.text.length <= 420))
    assert.equal(units[0]?.cut, true)
    assert.equal(units.at(-1)?.cut, false)
  })

  it('gives verbatim pieces, in order, of any text', () => {
    const text = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\n', '\n\n', '- ', '1. ', '. ', ' | ', '# ', 'Une phrase. '),
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(text, parts => {
        const content = parts.join('')
        let end = 0
        for (const unit of splitUnits(content)) {
          assert.equal(content.slice(unit.start, unit.end), unit.text)
          assert.ok(unit.start >= end)
          end = unit.end
        }
      }),
    )
  })
})
