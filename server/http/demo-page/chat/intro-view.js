import { button, element } from './element.js'

/** @typedef {import('../../../../contract/widget-config.ts').WidgetConfig} WidgetConfig */
/** @typedef {import('./message-view.js').Speaker} Speaker */
/** @typedef {import('./texts.js').Texts} Texts */

/** @param {WidgetConfig['agents'][number]} agent @param {Speaker} speaker */
function agentNode(agent, speaker) {
  const avatar = element('span', { class: 'chat-avatar', 'aria-hidden': 'true' }, speaker.emoji)
  const name = element('span', { class: 'chat-name' }, agent.name)
  const about = element('p', { class: 'chat-about' }, agent.description)
  const node = element('li', {}, avatar, element('div', {}, name, about))
  node.style.setProperty('--speaker', agent.colour)
  return node
}

/**
 * What stands before the first message: the welcome and the team.
 * @param {{ texts: Texts, config: WidgetConfig | null, speakerOf: (agent: string) => Speaker }} options
 */
export function introNodes({ texts, config, speakerOf }) {
  const welcome = element('p', { class: 'chat-welcome' }, config?.welcome || texts.welcome)
  const team = element(
    'ul',
    { class: 'chat-team' },
    ...(config?.agents ?? []).map(agent => agentNode(agent, speakerOf(agent.id))),
  )
  return config?.agents.length ? [welcome, team] : [welcome]
}

/**
 * Questions to begin with, or null when there are none.
 * @param {{ texts: Texts, config: WidgetConfig | null, onSend: (text: string) => void }} options
 */
export function suggestionsNode({ texts, config, onSend }) {
  const questions = config?.suggestions ?? []
  if (questions.length === 0) return null
  const items = questions.map(question =>
    element(
      'li',
      {},
      button({ class: 'chat-suggestion' }, () => onSend(question), question),
    ),
  )
  return element(
    'section',
    { class: 'chat-suggestions', 'aria-labelledby': 'chat-suggestions-title' },
    element('h3', { id: 'chat-suggestions-title' }, texts.suggestions),
    element('ul', {}, ...items),
  )
}
