import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasCue, questionKind } from './question-cues.ts'

const questions: [string, ReturnType<typeof questionKind>][] = [
  ['Combien coûte l’atelier ?', 'price'],
  ['Quels sont vos tarifs ?', 'price'],
  ['How much is the course?', 'price'],
  ['Combien la formation ?', 'price'],
  ['bjr c cb la formation en ligne svp', 'price'],
  ['Combien pour l’atelier ?', 'price'],
  ['combien  la   formation ?', 'price'],
  ['Combien la formation dure ?', 'quantity'],
  ['Combien le module contient de vidéos ?', 'quantity'],
  ['Combien de stories par jour ?', 'quantity'],
  ['Quelle est la durée d’un réel ?', 'quantity'],
  ['Vous êtes ouverts quand ?', 'time'],
  ['À quelle heure publier ?', 'time'],
  ['Comment créer un tunnel ?', 'steps'],
  ['How do I add a page?', 'steps'],
  ['Pourquoi mes mails arrivent en spam ?', 'reason'],
  ['Qui est Carole ?', 'person'],
  ['Où trouver mes factures ?', 'place'],
  ['C’est quoi un lead magnet ?', 'definition'],
  ['Qu’est-ce qu’une page de capture ?', 'definition'],
  ['Est-ce que je peux annuler ?', 'permission'],
  ['Can I cancel?', 'permission'],
  ['Quelles erreurs éviter sur Kajabi ?', 'mistakes'],
  ['Que faut-il éviter dans une bio ?', 'mistakes'],
  ['What are common mistakes with stories?', 'mistakes'],
  ['Comment éviter les rendez-vous manqués ?', 'steps'],
  ['Pourquoi un message d’erreur ?', 'reason'],
  ['Cancel my subscription', 'other'],
  ['Parle-moi de Kajabi ou de Systeme.io', 'other'],
]

describe('questionKind', () => {
  for (const [question, kind] of questions) {
    it(`reads « ${question} » as ${kind}`, () => assert.equal(questionKind(question), kind))
  }
})

describe('hasCue', () => {
  it('finds what each kind of answer holds', () => {
    assert.ok(hasCue('price', 'L’atelier est à 39 € TTC.'))
    assert.ok(hasCue('quantity', 'Publie deux ou trois stories.'))
    assert.ok(hasCue('time', 'Du lundi au vendredi, de 9 h à 17 h.'))
    assert.ok(hasCue('reason', 'Parce que ton domaine n’est pas authentifié.'))
    assert.ok(hasCue('steps', 'Clique sur « Créer ».'))
  })

  it('misses it where it is not', () => {
    assert.ok(!hasCue('price', 'L’atelier réunit huit participantes.'))
    assert.ok(!hasCue('quantity', 'Publie souvent.'))
    assert.ok(!hasCue('other', 'N’importe quoi.'))
  })
})
