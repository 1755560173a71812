import type { Formality } from '../contract.ts'
import type { RestTexts } from './texts.ts'

// \u00A0 before « : » and inside « … », \u202F before « ? », « ! » and « ; »: French typography, never broken over lines.

/** Said with « tu ». */
const tu: RestTexts = {
  writing: '{name} écrit…',
  thinking: 'Une assistante cherche la réponse…',
  newConversation: 'Nouvelle conversation',
  leave: 'Quitter celle-ci pour de bon',
  menu: 'Autres actions',
  choices: 'Choisir une spécialiste',
  agentChanged: '{name} prend le relais',
  source: '1\u00A0source',
  sources: '{count}\u00A0sources',
  page: 'page\u00A0{page}',
  cited: 'source\u00A0{number}',
  newTab: '(nouvel onglet)',
  partial: 'Cette réponse a été interrompue.',
  stopped: 'Tu as arrêté cette réponse.',
  queued: 'Partira après cette réponse',
  retry: 'Réessayer',
  edit: 'Modifier',
  retryIn: 'Nouvel essai dans {wait}',
  copy: 'Copier',
  copied: 'Copié',
  ratingUp: 'Réponse utile',
  ratingDown: 'Réponse pas utile',
  ratingThanks: 'Merci pour ton avis\u202F!',
  ratingComment: 'Qu’est-ce qui t’a plu ou manqué\u202F? (facultatif)',
  ratingSend: 'Envoyer mon avis',
  ratingFailed: 'Ton avis n’a pas pu être enregistré. Réessaie dans un instant.',
  cancel: 'Annuler',
  contact: 'Tu peux aussi nous écrire\u00A0: {contact}',
  counter: '{length}\u00A0/\u00A0{limit} caractères',
  historyFailed: 'Tes messages précédents n’ont pas pu être affichés.',
  failure_offline: 'Tu es hors ligne. Ton message est gardé ici et partira dès que la connexion reviendra.',
  failure_unreachable: 'Le chat est injoignable pour l’instant. Ton message est gardé ici.',
  failure_timeout: 'La réponse tarde trop à venir. Ton message est gardé ici.',
  failure_cut: 'La connexion a été coupée avant la fin de la réponse. Rien n’est perdu.',
  failure_rate_limited: 'Tu écris un peu vite\u202F! Ton message est gardé et repart dans {wait}.',
  failure_busy: 'Beaucoup de réponses sont en cours depuis ton réseau. Ton message est gardé ici.',
  failure_unavailable: 'Le service fait une courte pause. Ton message est gardé ici.',
  failure_forbidden: 'Cette conversation n’est pas accessible d’ici. Réessaie pour en ouvrir une nouvelle.',
  failure_too_long: 'Ton message est trop long\u00A0: raccourcis-le un peu, ou envoie-le en plusieurs fois.',
  failure_empty: 'Écris d’abord ta question.',
  failure_refused: 'Ce message n’a pas pu être accepté.',
  failure_failed: 'La réponse n’a pas pu être donnée, désolées. Réessaie dans un instant.',
}

/** What « vous » changes. */
const vous: Partial<RestTexts> = {
  stopped: 'Vous avez arrêté cette réponse.',
  ratingThanks: 'Merci pour votre avis\u202F!',
  ratingComment: 'Qu’est-ce qui vous a plu ou manqué\u202F? (facultatif)',
  ratingFailed: 'Votre avis n’a pas pu être enregistré. Réessayez dans un instant.',
  contact: 'Vous pouvez aussi nous écrire\u00A0: {contact}',
  historyFailed: 'Vos messages précédents n’ont pas pu être affichés.',
  failure_offline:
    'Vous êtes hors ligne. Votre message est gardé ici et partira dès que la connexion reviendra.',
  failure_unreachable: 'Le chat est injoignable pour l’instant. Votre message est gardé ici.',
  failure_timeout: 'La réponse tarde trop à venir. Votre message est gardé ici.',
  failure_rate_limited: 'Vous écrivez un peu vite\u202F! Votre message est gardé et repart dans {wait}.',
  failure_busy: 'Beaucoup de réponses sont en cours depuis votre réseau. Votre message est gardé ici.',
  failure_unavailable: 'Le service fait une courte pause. Votre message est gardé ici.',
  failure_forbidden: 'Cette conversation n’est pas accessible d’ici. Réessayez pour en ouvrir une nouvelle.',
  failure_too_long:
    'Votre message est trop long\u00A0: raccourcissez-le un peu, ou envoyez-le en plusieurs fois.',
  failure_empty: 'Écrivez d’abord votre question.',
  failure_failed: 'La réponse n’a pas pu être donnée, désolées. Réessayez dans un instant.',
}

/** The rest of the panel’s words in French. */
export const textsFor = (formality: Formality): RestTexts => (formality === 'vous' ? { ...tu, ...vous } : tu)
