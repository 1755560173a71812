import { choicesOf } from './choices.js'
import { button, element } from './element.js'
import { starterNodes } from './intro-view.js'

/** @typedef {import('../../../../contract/widget-config.ts').WidgetConfig} WidgetConfig */
/** @typedef {import('./message-view.js').Speaker} Speaker */
/** @typedef {import('./state.js').ChatState} ChatState */
/** @typedef {import('./texts.js').Texts} Texts */

/**
 * @typedef {{ texts: Texts, speakerOf: (agent: string) => Speaker, onSend: (text: string) => void,
 *   onRetryHistory: () => void }} FootOptions
 */

/** One button for each specialist that the last answer asks to choose from. @param {WidgetConfig['agents']} agents @param {FootOptions} options */
function choicesNode(agents, { texts, speakerOf, onSend }) {
  const buttons = agents.map(({ id, name, colour }) => {
    const avatar = element('span', { class: 'chat-avatar', 'aria-hidden': 'true' }, speakerOf(id).emoji)
    const choice = button({ class: 'chat-choice' }, () => onSend(name), avatar, name)
    choice.style.setProperty('--speaker', colour)
    return choice
  })
  return element('div', { class: 'chat-choices', role: 'group', 'aria-label': texts.choices }, ...buttons)
}

/** @param {FootOptions} options */
function historyFailedNode({ texts, onRetryHistory }) {
  return element(
    'div',
    { class: 'chat-failure', role: 'status' },
    element('p', {}, texts.historyFailed),
    button({ class: 'chat-retry' }, onRetryHistory, texts.retry),
  )
}

/**
 * What stands below the messages and can be pressed: questions to begin with, the specialists to choose from.
 * It is drawn again only when it changes, so that the keyboard's place in it is kept.
 * @param {HTMLElement} foot
 * @param {FootOptions} options
 */
export function createFootView(foot, options) {
  let shown = ''
  /** @type {WidgetConfig | null} */
  let shownConfig = null

  /** @param {ChatState} state @param {WidgetConfig | null} config */
  return function render(state, config) {
    const last = state.turns.at(-1)
    const choices = choicesOf(last, config?.agents ?? [])
    const key = JSON.stringify([!last, state.historyFailed, choices.length > 0 && last?.id])
    if (key === shown && config === shownConfig) return
    shown = key
    shownConfig = config
    foot.replaceChildren(
      ...(state.historyFailed ? [historyFailedNode(options)] : []),
      ...(last ? [] : starterNodes({ ...options, config })),
      ...(choices.length > 0 ? [choicesNode(choices, options)] : []),
    )
  }
}
