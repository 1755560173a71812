import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { questionParts } from './question-parts.ts'

const cases: [string, string[]][] = [
  [
    'Comment choisir un nom de domaine et où l’acheter ?',
    ['Comment choisir un nom de domaine', 'où l’acheter ? domaine'],
  ],
  [
    'J’ai une boutique de bougies. À quoi sert une newsletter, et avec quel outil je peux l’envoyer ?',
    ['À quoi sert une newsletter', 'avec quel outil je peux l’envoyer ? newsletter'],
  ],
  ['What is a funnel and how do I test it?', ['What is a funnel', 'how do I test it? funnel']],
  ['Je refais mon site : quel contraste pour un texte ?', ['quel contraste pour un texte ?']],
  ['Mon site est sur Wixo. Comment relier un formulaire ?', ['Comment relier un formulaire ? Wixo']],
  ['Le contrôleur des prisons : comment y recourir ?', ['comment y recourir ? contrôleur prisons']],
  ['Mes clientes ne répondent plus. Comment les relancer ?', ['Comment les relancer ? clientes répondent']],
  ['Comment payer le permis : permis à un euro, apprenti, chômeur... ?', []],
  ['J’ai un site.\nQuel contraste ?\nQuelle police ?', ['Quel contraste ?', 'Quelle police ?']],
  [
    'Je voudrais savoir si on paie en ligne et si l’atelier se rembourse ?',
    ['Je voudrais savoir si on paie en ligne', 'si l’atelier se rembourse ?'],
  ],
  [
    'Combien coûte la formation et combien coûte l’atelier ?',
    ['Combien coûte la formation', 'combien coûte l’atelier ?'],
  ],
  ['Quelles couleurs et polices choisir ?', []],
  ['Comment créer un tunnel ?', []],
  ['Bonjour et merci.', []],
  ['', []],
]

describe('questionParts', () => {
  for (const [question, parts] of cases)
    it(`takes apart « ${question} »`, () =>
      assert.deepEqual(
        questionParts(question).parts.map(({ text }) => text),
        parts,
      ))

  it('says with a question the names told before that are known, and the topic before a colon whoever knows it', () => {
    const isKnown = (name: string) => name === 'Wixo'
    const [told] = questionParts('J’ai un site Wixo à Nantes. Comment relier un formulaire ?', isKnown).parts
    assert.equal(told?.text, 'Comment relier un formulaire ? Wixo')
    const [topic] = questionParts('Voyage à Nantes : quelles sont les formalités ?', isKnown).parts
    assert.equal(topic?.text, 'quelles sont les formalités ? Nantes')
  })

  it('knows a sentence that only tells', () => {
    const tells = (message: string) => questionParts(message).tells
    assert.ok(tells('J’ai un cabinet à Nantes. Combien de pages ?'))
    assert.ok(!tells('Combien de pages ? Et où les publier ?'))
    assert.ok(!tells('Wer war der Katholik des 15. Jahrhunderts?'))
  })
})
