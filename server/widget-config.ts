import type { WidgetConfig } from '../contract/widget-config.ts'
import type { Persona, Team } from './agents/persona.ts'
import { renderTeamText } from './agents/team-text.ts'

/** Suggested questions: the first two examples of each specialist, at most this many in all. */
const maxSuggestions = 4

/** What the chat panel may know of the team: names and texts, never a prompt, a model or a key. */
export function toWidgetConfig(team: Team, personas: readonly Persona[]): WidgetConfig {
  const { language } = team
  return {
    name: team.name,
    language,
    welcome: renderTeamText({ team, personas, language }, 'welcome'),
    ...(team.contact === null ? {} : { contact: team.contact }),
    agents: personas.map(({ id, name, emoji, colour, description }) => ({
      id,
      name,
      emoji,
      colour,
      description: description[language],
    })),
    suggestions: [0, 1]
      .flatMap(index => personas.flatMap(({ examples }) => examples[index] ?? []))
      .slice(0, maxSuggestions),
  }
}
