import type { Formality } from '../contract.ts'
import type { FirstTexts } from './texts.ts'

// \u00A0 before « : » and inside « … », \u202F before « ? », « ! » and « ; »: French typography, never broken over lines.

/** Said with « tu ». */
const tu: FirstTexts = {
  language: 'fr',
  close: 'Fermer le chat',
  title: 'Nos assistantes',
  welcome: 'Bonjour\u202F! Pose ta question\u00A0: la bonne spécialiste te répond, sources à l’appui.',
  newest: 'Aller au dernier message',
  badge: 'IA',
  badgeMeaning: 'réponse d’une intelligence artificielle',
  notice: 'Tu parles à des assistantes IA, pas à une personne. Elles peuvent se tromper.',
  conversation: 'Conversation',
  messages: 'Messages',
  suggestions: 'Quelques questions pour commencer',
  you: 'Toi',
  members: 'Les spécialistes',
  sending: 'Envoi…',
  unsent: 'Pas encore envoyé',
  stop: 'Arrêter la réponse',
  person: 'Parler à une personne',
  personRequest: 'Je voudrais parler à une personne.',
  label: 'Ton message',
  placeholder: 'Écris ta question…',
  send: 'Envoyer',
  hint: 'Évite les données de santé ou sensibles.',
  keys: 'Entrée pour envoyer, Maj\u00A0+\u00A0Entrée pour aller à la ligne.',
  historyLoading: 'Je retrouve tes messages…',
}

/** What « vous » changes. */
const vous: Partial<FirstTexts> = {
  welcome: 'Bonjour\u202F! Posez votre question\u00A0: la bonne spécialiste vous répond, sources à l’appui.',
  notice: 'Vous parlez à des assistantes IA, pas à une personne. Elles peuvent se tromper.',
  you: 'Vous',
  label: 'Votre message',
  placeholder: 'Écrivez votre question…',
  hint: 'Évitez les données de santé ou sensibles.',
  historyLoading: 'Je retrouve vos messages…',
}

/** The panel’s first words in French. */
export const textsFor = (formality: Formality): FirstTexts => (formality === 'vous' ? { ...tu, ...vous } : tu)
