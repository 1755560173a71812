import type { WidgetConfig } from '../contract/widget-config.ts'
import type { Persona, Team } from './agents/persona.ts'
import { renderTeamText } from './agents/team-text.ts'

const maxSuggestions = 4
/** Examples teach the router how people type; to suggest one, it should also read well on a button. */
const readsWell = /^\p{Lu}.{10,60} ?\?$/u

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
    suggestions: suggestQuestions(personas),
  }
}

/** The specialists' first well-written examples, in turn. */
function suggestQuestions(personas: readonly Persona[]): string[] {
  const written = personas.map(({ examples }) => examples.filter(example => readsWell.test(example)))
  return [0, 1].flatMap(index => written.flatMap(examples => examples[index] ?? [])).slice(0, maxSuggestions)
}
