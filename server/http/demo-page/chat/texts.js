/** @typedef {import('./failure.js').Failure} Failure */

const fr = {
  language: 'fr',
  title: 'Nos assistantes',
  open: 'Ouvrir le chat',
  close: 'Fermer le chat',
  reset: 'Nouvelle conversation',
  badge: 'IA',
  badgeMeaning: 'réponse d’une intelligence artificielle',
  notice: 'Tu parles à des assistantes IA, pas à une personne. Elles peuvent se tromper.',
  welcome: 'Bonjour\u00a0! Pose ta question\u00a0: la bonne spécialiste te répond, avec ses sources.',
  conversation: 'Conversation',
  messages: 'Messages',
  suggestions: 'Quelques questions pour commencer',
  you: 'Toi',
  team: 'L’équipe',
  members: 'Les spécialistes',
  choices: 'Choisir une spécialiste',
  thinking: 'Une assistante cherche la réponse…',
  /** @param {string} name */
  writing: name => `${name} écrit…`,
  /** @param {number} count */
  sources: count => (count === 1 ? '1 source' : `${count} sources`),
  /** @param {number} page */
  page: page => `page ${page}`,
  newTab: '(nouvel onglet)',
  partial: 'Cette réponse a été interrompue.',
  human: 'Parler à une personne',
  humanRequest: 'Je voudrais parler à une personne.',
  label: 'Ton message',
  placeholder: 'Écris ta question…',
  send: 'Envoyer',
  hint: 'Évite les données de santé ou sensibles.',
  keys: 'Entrée pour envoyer, Maj + Entrée pour aller à la ligne.',
  /** @param {number} length @param {number} limit */
  counter: (length, limit) => `${length} / ${limit} caractères`,
  /** @param {number} excess */
  tooLong: excess => `Ton message est trop long de ${excess} ${excess === 1 ? 'caractère' : 'caractères'}.`,
  retry: 'Réessayer',
  /** @param {number} seconds */
  retryIn: seconds => `Réessayer dans ${seconds} s`,
  historyFailed: 'Tes messages précédents n’ont pas pu être affichés.',
  /** @param {string} contact */
  contact: contact => `Tu peux aussi nous écrire\u00a0: ${contact}`,
  failures: {
    /** @param {number} seconds */
    rate_limited: seconds =>
      `Tu as envoyé beaucoup de messages en peu de temps. Tu pourras réessayer dans ${seconds} ${seconds === 1 ? 'seconde' : 'secondes'}.`,
    unavailable: 'Le service est momentanément indisponible. Ton message est gardé ici.',
    offline:
      'Tu sembles hors ligne. Ton message est gardé ici\u00a0: réessaie une fois la connexion revenue.',
    unreachable: 'Le chat est injoignable pour l’instant. Ton message est gardé ici.',
    cut: 'La connexion a été coupée avant la fin de la réponse.',
    forbidden: 'Cette conversation n’est pas accessible d’ici. Ouvre une nouvelle conversation.',
    refused: 'Ce message n’a pas pu être accepté.',
    failed: 'La réponse n’a pas pu être donnée.',
  },
}

/** @type {typeof fr} */
const en = {
  language: 'en',
  title: 'Our assistants',
  open: 'Open the chat',
  close: 'Close the chat',
  reset: 'New conversation',
  badge: 'AI',
  badgeMeaning: 'answer by an artificial intelligence',
  notice: 'You are talking to AI assistants, not to a person. They can be wrong.',
  welcome: 'Hello! Ask your question: the right specialist answers, with her sources.',
  conversation: 'Conversation',
  messages: 'Messages',
  suggestions: 'A few questions to start with',
  you: 'You',
  team: 'The team',
  members: 'The specialists',
  choices: 'Choose a specialist',
  thinking: 'An assistant is looking for the answer…',
  writing: name => `${name} is writing…`,
  sources: count => (count === 1 ? '1 source' : `${count} sources`),
  page: page => `page ${page}`,
  newTab: '(new tab)',
  partial: 'This answer was interrupted.',
  human: 'Talk to a person',
  humanRequest: 'I would like to talk to a person.',
  label: 'Your message',
  placeholder: 'Write your question…',
  send: 'Send',
  hint: 'Please leave out health or sensitive data.',
  keys: 'Enter to send, Shift + Enter for a new line.',
  counter: (length, limit) => `${length} / ${limit} characters`,
  tooLong: excess => `Your message is ${excess} ${excess === 1 ? 'character' : 'characters'} too long.`,
  retry: 'Try again',
  retryIn: seconds => `Try again in ${seconds} s`,
  historyFailed: 'Your earlier messages could not be shown.',
  contact: contact => `You can also write to us: ${contact}`,
  failures: {
    rate_limited: seconds =>
      `You have sent many messages in a short time. You can try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    unavailable: 'The service is not available right now. Your message is kept here.',
    offline: 'You seem to be offline. Your message is kept here: try again once you are back online.',
    unreachable: 'The chat cannot be reached right now. Your message is kept here.',
    cut: 'The connection was lost before the answer was complete.',
    forbidden: 'This conversation cannot be opened from here. Start a new conversation.',
    refused: 'This message could not be accepted.',
    failed: 'The answer could not be given.',
  },
}

/** @typedef {typeof fr} Texts */

/** The panel's words in a language; French unless it is English. @param {string} language @returns {Texts} */
export function textsFor(language) {
  return language.toLowerCase().startsWith('en') ? en : fr
}

/** What a visitor reads when a message got no answer. @param {Texts} texts @param {Failure} failure */
export function failureText(texts, failure) {
  if (failure.kind === 'rate_limited') return texts.failures.rate_limited(failure.retryAfter ?? 1)
  return failure.detail || texts.failures[failure.kind]
}
