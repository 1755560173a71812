import type { WidgetConfig, WidgetSettings } from '../contract/widget-config.ts'
import type { Language, Persona, Team } from './agents/persona.ts'
import { renderTeamText } from './agents/team-text.ts'

const maxSuggestions = 4
/** Examples teach the router how people type; to suggest one, it should also read well on a button. */
const readsWell = /^\p{Lu}.{10,60} ?\?$/u

/** What the chat panel may know of the team: names and texts in one language, never a prompt, a model or a key. */
export function toWidgetConfig(
  team: Team,
  personas: readonly Persona[],
  language: Language = team.language,
): WidgetConfig {
  const { legal, legalPage } = team.widget
  return {
    name: team.name,
    ...toWidgetSettings(team),
    language,
    welcome: renderTeamText({ team, personas, language }, 'welcome'),
    ...(team.contact === null ? {} : { contact: team.contact }),
    ...(legal ? { legal: { text: legal[language], ...(legalPage ? { url: legalPage } : {}) } } : {}),
    agents: personas.map(({ id, name, emoji, colour, description, speciality }) => ({
      id,
      name,
      emoji,
      colour,
      // Beside her name, a few words say more than a sentence that begins with it.
      description: toSentenceStart(speciality[language]) || description[language],
    })),
    suggestions:
      team.widget.suggestions[language] ?? (language === team.language ? suggestQuestions(personas) : []),
  }
}

/** What the server writes into the loader. */
export function toWidgetSettings({ language, widget }: Team): WidgetSettings {
  const { languages, formality, theme, position, colours } = widget
  return { language: languages[0] ?? language, languages, formality, theme, position, colours }
}

const toSentenceStart = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1)

/** The specialists' first well-written examples, in turn. */
function suggestQuestions(personas: readonly Persona[]): string[] {
  const written = personas.map(({ examples }) => examples.filter(example => readsWell.test(example)))
  return [0, 1].flatMap(index => written.flatMap(examples => examples[index] ?? [])).slice(0, maxSuggestions)
}
