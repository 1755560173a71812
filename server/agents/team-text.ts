import type { Language, Localised, Persona, Team, TeamTextKey } from './persona.ts'

/** What the team says when agents/team.md does not say it better. */
export const defaultTeamTexts: Record<TeamTextKey, Localised> = {
  welcome: {
    fr: 'Bonjour ! Je suis l’assistant de {team}, une intelligence artificielle. Pose-moi ta question : {specialists} sont là pour toi.',
    en: 'Hello! I am the assistant of {team}, an artificial intelligence. Ask me anything: {specialists} are here to help.',
  },
  clarify: {
    fr: 'Pour bien t’orienter : ta question est-elle plutôt pour {candidates} ?',
    en: 'So that the right specialist answers: is your question rather for {candidates}?',
  },
  human: {
    fr: 'Bien sûr. Cette conversation est maintenant marquée pour qu’une personne de l’équipe la reprenne. Tu peux aussi la joindre directement : {contact}.',
    en: 'Of course. This conversation is now marked for a person of the team to take over. You can also reach them directly: {contact}.',
  },
  out_of_scope: {
    fr: 'Là, je ne suis pas la bonne adresse : nous répondons sur ce que connaissent nos spécialistes, {specialists}. Si ta question les concerne, dis-m’en un peu plus ; sinon, je peux te mettre en relation avec une personne.',
    en: 'I am not the right one for this: we answer about what our specialists know, {specialists}. If it is about that, tell me a little more; otherwise I can put you in touch with a person.',
  },
  greeting: {
    fr: 'Bonjour ! Dis-moi ce qui t’amène : {specialists} peuvent te répondre.',
    en: 'Hello! Tell me what brings you here: {specialists} can answer.',
  },
  thanks: {
    fr: 'Avec plaisir ! Si tu as une autre question, je suis là.',
    en: 'You are welcome! If you have another question, I am here.',
  },
  goodbye: {
    fr: 'À bientôt, et bonne continuation !',
    en: 'Goodbye, and all the best!',
  },
  identity: {
    fr: 'Je suis l’assistant de {team} : une intelligence artificielle, pas une personne. Les réponses viennent de nos spécialistes virtuelles, {specialists}, et de leurs documents. Si tu préfères parler à une personne, dis-le-moi.',
    en: 'I am the assistant of {team}: an artificial intelligence, not a person. The answers come from our virtual specialists, {specialists}, and their documents. If you would rather talk to a person, just say so.',
  },
}

/** Placeholders a text of team.md may use. */
export const teamTextPlaceholders = ['team', 'specialists', 'candidates', 'contact'] as const

/**
 * Says one of the team's texts. `{specialists}` becomes every specialist with what they take care of,
 * `{candidates}` those of `candidates` (ids; all when none is given), joined by "ou"/"or". Without a
 * contact, every sentence that needs `{contact}` is left out.
 */
export function renderTeamText(
  context: { team: Team; personas: readonly Persona[]; language: Language; candidates?: readonly string[] },
  key: TeamTextKey,
): string {
  const { team, personas, language } = context
  const asked = personas.filter(persona => context.candidates?.includes(persona.id))
  const values: Record<string, string> = {
    team: team.name,
    specialists: joinWith(
      personas.map(persona => introduce(persona, language)),
      conjunctions[language].and,
    ),
    candidates: joinWith(
      (asked.length > 0 ? asked : personas).map(persona => introduce(persona, language)),
      conjunctions[language].or,
    ),
    contact: team.contact ?? '',
  }
  const template = team.texts[key][language]
  const text = team.contact === null ? withoutContact(template) : template
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole).trim()
}

const conjunctions = { fr: { and: ' et ', or: ' ou ' }, en: { and: ' and ', or: ' or ' } }

function introduce(persona: Persona, language: Language): string {
  const description = persona.description[language].trim().replace(/[.!]+$/u, '')
  return `${persona.name} (${description})`
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
