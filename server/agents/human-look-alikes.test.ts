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

it('hears who looks for the address to write to, and leaves the visitor’s own to the specialists', () => {
  assertAll(true, [
    'Bonjour, je cherche le mail de contact',
    'mail de contact',
    'Mail de contact svp',
    'l’adresse de contact ?',
    'où trouver le mail de l’agence',
    'où est-ce que je trouve votre adresse de contact',
    'c’est quoi l’e-mail de l’équipe ?',
    'quelle est l’adresse mail de contact ?',
    'je voudrais les coordonnées de l’agence',
    'il me faut une adresse email pour vous écrire',
    'avez-vous un mail de contact ?',
    'vos coordonnées, où les trouver ?',
    'I am looking for the contact email',
    'contact email',
    'what is the email address of the agency?',
    'where do I find your contact details',
  ])
  assertAll(false, [
    'comment afficher l’adresse de contact',
    'où mettre mon mail de contact',
    'quel mail de contact mettre dans ma bio',
    'quelle adresse de contact choisir pour ma newsletter',
    'je cherche un mail de bienvenue',
    'mail de relance',
    'c’est quoi un mail de contact ?',
    'faut-il une adresse de contact sur mon site',
    'le mail de l’agence est arrivé en spam',
    'je n’ai pas reçu le mail de contact',
    'pourquoi je ne reçois pas le mail de l’agence ?',
    'j’ai perdu le mail de l’équipe',
    'where do I put my contact email',
    'do I need a contact email on my website',
    'how to write a contact email to a brand',
  ])
})
