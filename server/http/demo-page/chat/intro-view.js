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
 * Questions to begin with, or null when there are none.
 * @param {{ texts: Texts, config: WidgetConfig | null, onSend: (text: string) => void }} options
 */
function suggestionsNode({ texts, config, onSend }) {
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

/** @param {{ texts: Texts, config: WidgetConfig | null, speakerOf: (agent: string) => Speaker }} options */
function teamNode({ texts, config, speakerOf }) {
  const agents = config?.agents ?? []
  if (agents.length === 0) return null
  const items = agents.map(agent => agentNode(agent, speakerOf(agent.id)))
  return element('ul', { class: 'chat-team', 'aria-label': texts.members }, ...items)
}

/**
 * What stands below the welcome until the first message: questions to begin with, who is there to answer.
 * @param {{ texts: Texts, config: WidgetConfig | null, speakerOf: (agent: string) => Speaker,
 *   onSend: (text: string) => void }} options
 */
export function starterNodes(options) {
  return [suggestionsNode(options), teamNode(options)].filter(node => node !== null)
}
