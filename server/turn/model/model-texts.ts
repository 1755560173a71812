import type { Formality } from '../../../contract/chat.ts'
import type { Language } from '../../agents/persona.ts'

/** What we say ourselves around a model's answer. */
interface ModelTexts {
  /** In the place of a link that leads where it must not. */
  linkRemoved: string
  /** Under an answer that was cut. */
  interrupted: string
  /** When the provider's moderation, or the model, will not answer. */
  refused: string
  human: string
  humanAt(contact: string): string
}

const modelTexts: Record<Language, ModelTexts> = {
  fr: {
    linkRemoved: '(lien retiré)',
    interrupted: 'Ma réponse a été interrompue ici. Repose ta question si tu veux la suite.',
    refused: 'Je ne peux pas répondre à cette demande telle qu’elle est écrite.',
    human: 'Tu peux la formuler autrement, ou demander ici à parler à une personne de l’équipe.',
    humanAt: contact => `Tu peux la formuler autrement, ou écrire à une personne de l’équipe : ${contact}.`,
  },
  en: {
    linkRemoved: '(link removed)',
    interrupted: 'My answer was interrupted here. Ask again if you would like the rest.',
    refused: 'I cannot answer this request as it is written.',
    human: 'You can put it another way, or ask here to talk to a person of the team.',
    humanAt: contact => `You can put it another way, or write to a person of the team: ${contact}.`,
  },
}

/** What « vous » changes. */
const vous: Partial<ModelTexts> = {
  interrupted: 'Ma réponse a été interrompue ici. Reposez votre question si vous voulez la suite.',
  human: 'Vous pouvez la formuler autrement, ou demander ici à parler à une personne de l’équipe.',
  humanAt: contact => `Vous pouvez la formuler autrement, ou écrire à une personne de l’équipe : ${contact}.`,
}

/** Our words in a language; in French, to a visitor spoken to with « tu » where nothing else is said. */
export const modelTextsFor = (language: Language, formality?: Formality): ModelTexts =>
  language === 'fr' && formality === 'vous' ? { ...modelTexts.fr, ...vous } : modelTexts[language]

/** What follows a text that was cut: one line of its own. Never empty. */
export function interruptedLine(language: Language, formality?: Formality): string {
  return `\n\n*${modelTextsFor(language, formality).interrupted}*`
}

/** The whole answer when it was refused. */
export function refusalMessage(language: Language, contact: string | null, formality?: Formality): string {
  const { refused, human, humanAt } = modelTextsFor(language, formality)
  return `${refused} ${contact ? humanAt(contact) : human}`
}
