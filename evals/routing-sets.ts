import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultTeamWidget } from '../server/agents/parse-team-widget.ts'
import type { Persona, Team } from '../server/agents/persona.ts'
import { defaultTeamTexts } from '../server/agents/team-text.ts'

/** A labelled message. */
export interface LabelledMessage {
  text: string
  label: string
}

/** A set of public data, and the accuracy and AUROC the data's README gives as baseline. */
export interface RoutingSource {
  name: string
  /** The label that means nobody's business. */
  outside: string | null
  /** Labels of messages that are courtesies or about the assistant, to which the team itself may answer. */
  courtesies: readonly string[]
  baseline: string
}

/** Its messages: some to learn from, some to route. */
export interface RoutingSet extends RoutingSource {
  train: LabelledMessage[]
  test: LabelledMessage[]
}

/** The sets. */
export const routingSets: readonly RoutingSource[] = [
  { name: 'fr-routing', outside: 'hors-perimetre', courtesies: [], baseline: '.803 / .784' },
  {
    name: 'fr-workplace-covid',
    outside: null,
    courtesies: ['covid---decouvrir-le-champ-d-action-du-bot'],
    baseline: '.808',
  },
  { name: 'fr-smart-home', outside: null, courtesies: [], baseline: '.796' },
  { name: 'en-banking77', outside: null, courtesies: [], baseline: '.889' },
  {
    name: 'en-clinc150',
    outside: 'oos',
    courtesies: [
      'greeting',
      'goodbye',
      'thank_you',
      'are_you_a_bot',
      'what_can_i_ask_you',
      'what_is_your_name',
    ],
    baseline: '.899 / .927',
  },
]

/**
 * Reads a set from `<folder>/intents/<name>/{train,test}.jsonl`; examples of what is out of scope are not learned
 * from, since no team writes any. Throws when it is not there.
 */
export function loadRoutingSet(folder: string, source: RoutingSource): RoutingSet {
  const read = (file: string) =>
    readFileSync(join(folder, 'intents', source.name, file), 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { text: string; route?: string; intent?: string })
      .map(({ text, route, intent }) => ({ text, label: route ?? intent ?? '' }))
  const train = read('train.jsonl').filter(({ label }) => label !== source.outside)
  return { ...source, train, test: read('test.jsonl') }
}

/** A team with one specialist a label, who has nothing but that label's messages as examples. */
export function toTeam(messages: readonly LabelledMessage[]): { team: Team; personas: Persona[] } {
  const labels = [...new Set(messages.map(({ label }) => label))].sort()
  const team: Team = {
    name: 'Eval',
    language: 'fr',
    contact: null,
    texts: defaultTeamTexts,
    widget: defaultTeamWidget('fr'),
    prompt: '',
  }
  return { team, personas: labels.map(label => toPersona(label, messages)) }
}

function toPersona(label: string, messages: readonly LabelledMessage[]): Persona {
  const examples = messages.filter(message => message.label === label).map(({ text }) => text)
  return {
    id: label,
    name: `Specialist ${label}`,
    emoji: '✨',
    colour: '#000000',
    description: { fr: '', en: '' },
    speciality: { fr: '', en: '' },
    webhookType: null,
    offer: null,
    model: null,
    examples,
    keywords: [],
    prompt: label,
  }
}
