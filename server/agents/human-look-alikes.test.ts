import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createHumanDetector } from './human-request.ts'

const score = createHumanDetector([])

/** Every message asks for a person, or none does. */
function assertAll(asks: boolean, messages: readonly string[]): void {
  for (const message of messages) assert.equal(score(message) >= 0.9, asks, message)
}

it('hears a name told, and a call asked for', () => {
  assertAll(false, [
    'Je m’appelle Julie',
    'je m apelle Julie, naturopathe à Lyon',
    'Bonjour, moi je m’appelle Zoé',
  ])
  assertAll(true, [
    'Je m’appelle Julie, rappelez-moi',
    'vous pouvez m’appeler ?',
    'je voudrais qu’on m’appelle',
  ])
})

it('leaves a question about cancelling or money back to the written terms, and hears who wants it done', () => {
  assertAll(false, [
    'je peux annuler ?',
    'je peux me faire rembourser ?',
    'Est-ce que je peux annuler et être remboursée ?',
    'puis-je être remboursée si ça ne me plaît pas ?',
    'on peut annuler l’atelier ?',
    'je voudrais savoir si je peux annuler',
    'comment faire une réclamation ?',
    'can i cancel?',
    'Can I get a refund?',
  ])
  assertAll(true, [
    'je veux annuler',
    'je veux annuler et je peux me faire rembourser ?',
    'je peux avoir un remboursement svp',
    'comment je peux parler à quelqu’un pour un remboursement',
    'rendez-moi mon argent !',
    'je veux mon argent',
    'I want a refund',
  ])
})

it('leaves a question about the team’s languages and public to the documents', () => {
  assertAll(false, ['Parlez-vous anglais ?', 'tu parles anglais ?', 'À qui s’adresse l’agence ?'])
  assertAll(true, ['je voudrais parler anglais avec quelqu’un', 'je peux m’adresser à l’équipe ?'])
})
