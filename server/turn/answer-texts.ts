import type { Formality } from '../../contract/chat.ts'
import type { Language } from '../agents/persona.ts'

/** What the extractive answer says in its own words. */
interface AnswerTexts {
  opening: string
  /** Said when all the quotes are in the other language … */
  foreign: string
  /** … or some of them. */
  partlyForeign: string
  /** Said under the quotes. */
  honest: string
  nothing: string
  /** Said under what a specialist takes care of, when she is asked for and nothing else. */
  yourQuestion: string
  /** Said to a yes, a no or "pas compris", which ask nothing that could be looked up, and where there is no more of what was told. */
  askAway: string
  noMore: string
  human: string
  humanAt(contact: string): string
  /** The same where no question was asked. */
  orHuman: string
  orHumanAt(contact: string): string
}

/** The words around the quotes, in the team's voice. */
const answerTexts: Record<Language, AnswerTexts> = {
  fr: {
    opening: 'Voici ce que tu peux lire à ce sujet dans nos documents :',
    foreign: '(Ces documents sont en anglais.)',
    partlyForeign: '(Une partie de ces documents est en anglais.)',
    honest: 'Réponse assemblée sans modèle de langage, avec les mots mêmes de nos documents.',
    nothing:
      'Nous n’avons rien trouvé dans nos documents qui réponde à ta question, et nous préférons te le dire plutôt que d’inventer.',
    yourQuestion: 'Quelle est ta question ?',
    askAway: 'Je ne peux que te citer nos documents : dis-moi en une phrase ce que tu veux savoir.',
    noMore: 'Nos documents n’en disent pas plus : dis-moi en une phrase ce que tu veux savoir d’autre.',
    human: 'Tu peux la poser autrement, ou demander ici à parler à une personne de l’équipe.',
    humanAt: contact => `Tu peux la poser autrement, ou écrire à une personne de l’équipe : ${contact}.`,
    orHuman: 'Tu peux aussi demander ici à parler à une personne de l’équipe.',
    orHumanAt: contact => `Tu peux aussi écrire à une personne de l’équipe : ${contact}.`,
  },
  en: {
    opening: 'Here is what you can read about it in our documents:',
    foreign: '(These documents are in French.)',
    partlyForeign: '(Some of these documents are in French.)',
    honest: 'Put together without a language model, in our documents’ own words.',
    nothing:
      'We found nothing in our documents that answers your question, and we would rather say so than make something up.',
    yourQuestion: 'What is your question?',
    askAway: 'I can only quote our documents to you: tell me in one sentence what you would like to know.',
    noMore: 'Our documents say no more about it: tell me in one sentence what else you would like to know.',
    human: 'You can ask it another way, or ask here to talk to a person of the team.',
    humanAt: contact => `You can ask it another way, or write to a person of the team: ${contact}.`,
    orHuman: 'You can also ask here to talk to a person of the team.',
    orHumanAt: contact => `You can also write to a person of the team: ${contact}.`,
  },
}

/** What « vous » changes. */
const vous: Partial<AnswerTexts> = {
  opening: 'Voici ce que vous pouvez lire à ce sujet dans nos documents :',
  nothing:
    'Nous n’avons rien trouvé dans nos documents qui réponde à votre question, et nous préférons vous le dire plutôt que d’inventer.',
  yourQuestion: 'Quelle est votre question ?',
  askAway: 'Je ne peux que vous citer nos documents : dites-moi en une phrase ce que vous voulez savoir.',
  noMore: 'Nos documents n’en disent pas plus : dites-moi en une phrase ce que vous voulez savoir d’autre.',
  human: 'Vous pouvez la poser autrement, ou demander ici à parler à une personne de l’équipe.',
  humanAt: contact => `Vous pouvez la poser autrement, ou écrire à une personne de l’équipe : ${contact}.`,
  orHuman: 'Vous pouvez aussi demander ici à parler à une personne de l’équipe.',
  orHumanAt: contact => `Vous pouvez aussi écrire à une personne de l’équipe : ${contact}.`,
}

/** The words around the quotes in a language; in French, to a visitor spoken to with « tu » where nothing else is said. */
export const answerTextsFor = (language: Language, formality?: Formality): AnswerTexts =>
  language === 'fr' && formality === 'vous' ? { ...answerTexts.fr, ...vous } : answerTexts[language]
