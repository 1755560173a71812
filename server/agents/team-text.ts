import type { Language, Localised, Persona, Team, TeamTextKey } from './persona.ts'

/** What the team says when agents/team.md does not say it better. */
export const defaultTeamTexts: Record<TeamTextKey, Localised> = {
  welcome: {
    fr: 'Bonjour ! Je suis l’assistant de {team}, une intelligence artificielle. Pose-moi ta question : {specialists} te répond.',
    en: 'Hello! I am the assistant of {team}, an artificial intelligence. Ask your question: {specialists} will answer.',
  },
  clarify: {
    fr: 'Pour bien t’orienter : ta question est-elle plutôt pour {specialists} ?',
    en: 'To point you the right way: is your question rather for {specialists}?',
  },
  human: {
    fr: 'Bien sûr. Ta demande est notée dans cette conversation, qu’une personne de l’équipe peut lire, mais ce chat ne prévient personne. Pour la joindre directement : {contact}.',
    en: 'Of course. Your request is noted in this conversation, which a person of the team can read, but this chat alerts nobody. To reach them directly: {contact}.',
  },
  human_told: {
    fr: 'Bien sûr. Je préviens l’équipe que tu veux lui parler. Pour qu’elle puisse te répondre, écris-lui : {contact}.',
    en: 'Of course. I am letting the team know that you want to talk to them. So that they can answer you, write to them: {contact}.',
  },
  out_of_scope: {
    fr: 'Là, je ne suis pas la bonne adresse. Ici, tu peux interroger {specialists} : si ta question est pour l’une d’elles, dis-m’en un peu plus ; sinon, demande à parler à une personne.',
    en: 'I am not the right one for this. Here you can ask {specialists}: if your question is for one of them, tell me a little more; otherwise ask to talk to a person.',
  },
  distress: {
    fr: 'Ce que tu traverses compte, et un programme n’est pas à la hauteur : parle maintenant à une personne. En France, le 3114 répond jour et nuit, gratuitement et en confidence, à qui souffre comme à ses proches. En danger immédiat, pour toi ou pour quelqu’un d’autre, appelle le 112. Dans un autre pays, appelle son numéro d’urgence.',
    en: 'What you are going through matters, and a program is not up to it: please talk to a person now. In France, 3114 answers day and night, free of charge and in confidence, those who suffer and those close to them. In immediate danger, for you or for somebody else, call 112. In another country, call its emergency number.',
  },
  greeting: {
    fr: 'Bonjour ! Dis-moi ce qui t’amène : {specialists} peut te répondre.',
    en: 'Hello! Tell me what brings you here: {specialists} can answer.',
  },
  thanks: {
    fr: 'Avec plaisir ! Si tu as une autre question, je suis là.',
    en: 'You are welcome! If you have another question, I am here.',
  },
  goodbye: { fr: 'À bientôt, et bonne continuation !', en: 'Goodbye, and all the best!' },
  identity: {
    fr: 'Je suis l’assistant de {team} : une intelligence artificielle, pas une personne. Je réponds à partir des documents de l’équipe. Si tu préfères parler à une personne, dis-le-moi.',
    en: 'I am the assistant of {team}: an artificial intelligence, not a person. I answer from the documents of the team. If you would rather talk to a person, just say so.',
  },
}

/** Placeholders a text of team.md may use. */
export const teamTextPlaceholders = ['team', 'specialists', 'contact'] as const

/**
 * Says one of the team's texts. `{specialists}` becomes "Audrey (emails, tunnels) ou Carole (Instagram)":
 * those of `candidates` (ids), all of them when none is given. Without a contact, every sentence
 * that needs `{contact}` is left out.
 */
export function renderTeamText(
  context: { team: Team; personas: readonly Persona[]; language: Language; candidates?: readonly string[] },
  key: TeamTextKey,
): string {
  const { team, personas, language } = context
  const asked = personas.filter(persona => context.candidates?.includes(persona.id))
  const named = (asked.length > 0 ? asked : personas).map(persona => introduce(persona, language))
  const values: Record<string, string> = {
    team: team.name,
    specialists: joinWith(named, language === 'fr' ? ' ou ' : ' or '),
    contact: team.contact ?? '',
  }
  const template = team.texts[key][language]
  const text = team.contact === null ? withoutContact(template) : template
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole).trim()
}

function introduce(persona: Persona, language: Language): string {
  const speciality = persona.speciality[language].replace(/[.!\s]+$/u, '')
  return speciality === '' ? persona.name : `${persona.name} (${speciality})`
}

function joinWith(parts: string[], last: string): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}${last}${parts.at(-1)}`
}

function withoutContact(template: string): string {
  return template
    .split(/(?<=[.!?])\s+/u)
    .filter(sentence => !sentence.includes('{contact}'))
    .join(' ')
}
