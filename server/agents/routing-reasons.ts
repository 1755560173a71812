import type { Persona } from './persona.ts'

/** Why a message went where it went: one French sentence each, fit to be read by a visitor. */
export const reasons = {
  agent: (persona: Persona) => `La question ressemble à celles dont ${persona.name} s’occupe.`,
  continued: (persona: Persona) => `La question prolonge l’échange avec ${persona.name}.`,
  documents: (persona: Persona) => `Les documents de ${persona.name} répondent à cette question.`,
  shared: (persona: Persona) =>
    `Les documents communs de l’équipe répondent à cette question ; ${persona.name} te les cite.`,
  pair: (persona: Persona) =>
    `L’équipe a écrit d’avance la réponse à cette question ; ${persona.name} la donne.`,
  urgent: (persona: Persona) =>
    `La demande touche plusieurs sujets ; le plus urgent est pour ${persona.name}.`,
  mixed: (persona: Persona) =>
    `La demande touche plusieurs sujets à parts égales ; ${persona.name} commence.`,
  named: (persona: Persona) => `Tu as demandé ${persona.name}.`,
  clarify: (first: Persona, second: Persona | undefined) =>
    second
      ? `La question peut être pour ${first.name} ou pour ${second.name} : une précision aidera.`
      : `Il n’est pas sûr que la question soit pour ${first.name} : une précision aidera.`,
  noSubject: 'Le message ne dit pas encore de quoi il s’agit : une précision aidera.',
  twiceUnclear: 'Deux fois sans être sûrs : une personne de l’équipe comprendra mieux.',
  human: 'Tu demandes à parler à une personne de l’équipe.',
  distress: 'Le message parle de détresse : une personne doit répondre, pas un programme.',
  outOfScope: 'La question sort de ce que connaissent nos spécialistes.',
  greeting: 'C’est un bonjour, pas encore une question.',
  thanks: 'C’est un remerciement, pas une question.',
  goodbye: 'C’est un au revoir.',
  identity: 'La question porte sur l’assistant lui-même.',
}
