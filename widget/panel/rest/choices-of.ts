import type { WidgetAgent } from '../../../contract/widget-config.ts'
import type { Message } from '../conversation/conversation-state.ts'

/** The words alone, a blank around each, so that a name is found as a word of its own. */
const inWords = (text: string) =>
  ` ${text
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')
    .trim()} `

/**
 * The specialists to choose from after a message: those that the team's clarifying question names, in its order.
 * Empty for any other message.
 */
export function choicesOf(message: Message | undefined, agents: readonly WidgetAgent[]): WidgetAgent[] {
  if (message?.status !== 'done' || message.agent !== 'escalate') return []
  if (!message.text.trimEnd().endsWith('?')) return []
  const text = inWords(message.text)
  const named = agents
    .map(agent => ({ agent, at: text.indexOf(inWords(agent.name)) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
  return named.length > 1 ? named.map(({ agent }) => agent) : []
}
