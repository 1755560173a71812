import { createComposerView } from './composer-view.js'
import { button, element, icon } from './element.js'
import { createEmojiCheck } from './emoji.js'
import { createFootView } from './foot-view.js'
import { createLogView } from './log-view.js'

/** @typedef {import('../../../../contract/widget-config.ts').WidgetConfig} WidgetConfig */
/** @typedef {import('./state.js').ChatState} ChatState */
/** @typedef {import('./message-view.js').Speaker} Speaker */
/** @typedef {import('./texts.js').Texts} Texts */

/**
 * @typedef {{
 *   onSend: (text: string) => void,
 *   onRetry: (id: string) => void,
 *   onReset: () => void,
 *   onClose: () => void,
 *   onHuman: () => void,
 *   onRetryHistory: () => void,
 * }} PanelCallbacks
 */

const closeIcon = 'M6 6l12 12M18 6L6 18'
const resetIcon = 'M4 12a8 8 0 1 0 3-6.2M4 4v5h5'
const personIcon = 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6'

/** How far from where it was put the view may be and still follow what arrives, in CSS pixels. */
const following = 80
/** Left above the last question, in CSS pixels. */
const roomAbove = 16

/**
 * Who speaks for a slug: the specialist, or the team for `escalate`; an initial where her emoji can't be drawn.
 * @param {WidgetConfig | null} config
 * @param {Texts} texts
 * @param {(emoji: string) => boolean} showsEmoji
 * @param {string | null} agent
 * @returns {Speaker}
 */
function speakerOf(config, texts, showsEmoji, agent) {
  const found = config?.agents.find(({ id }) => id === agent)
  const speaker = found ?? { name: config?.name || texts.team, emoji: '🤝', colour: '#8a7a74' }
  return showsEmoji(speaker.emoji) ? speaker : { ...speaker, emoji: [...speaker.name][0] ?? '' }
}

/** What a screen reader hears while an answer is on its way. @param {ChatState} state @param {Texts} texts @param {(agent: string | null) => Speaker} speaker */
function activity(state, texts, speaker) {
  const turn = state.turns.find(({ status }) => status === 'sent' || status === 'answering')
  if (!turn) return ''
  return turn.agent ? texts.writing(speaker(turn.agent).name) : texts.thinking
}

/** @param {Texts} texts @param {PanelCallbacks} callbacks */
function headView(texts, { onReset, onClose }) {
  const title = element('h2', { class: 'chat-title', id: 'chat-title', tabindex: -1 }, texts.title)
  const team = element('p', { class: 'chat-subtitle' })
  const reset = button(
    { class: 'chat-tool', 'aria-label': texts.reset, title: texts.reset },
    onReset,
    icon(resetIcon),
  )
  const close = button(
    { class: 'chat-tool', 'aria-label': texts.close, title: texts.close },
    onClose,
    icon(closeIcon),
  )
  const head = element('div', { class: 'chat-head' }, element('div', {}, title, team), reset, close)
  return { head, title, team }
}

/**
 * The chat's window. It knows no network: it shows what it is given and calls back.
 * @param {{ texts: Texts, callbacks: PanelCallbacks }} options
 */
export function createPanelView({ texts, callbacks }) {
  /** @type {WidgetConfig | null} */
  let config = null
  const showsEmoji = createEmojiCheck()
  const speaker = (/** @type {string | null} */ agent) => speakerOf(config, texts, showsEmoji, agent)

  const { head, title, team } = headView(texts, callbacks)
  const notice = element('p', { class: 'chat-notice', id: 'chat-notice' })
  const welcome = element('p', { class: 'chat-welcome' })
  const log = element('div', { class: 'chat-log', role: 'log', 'aria-label': texts.messages })
  const foot = element('div', { class: 'chat-starters' })
  const scroll = element(
    'div',
    { class: 'chat-scroll', tabindex: 0, role: 'region', 'aria-label': texts.conversation },
    welcome,
    log,
    foot,
  )
  const status = element('p', { class: 'chat-hidden', role: 'status' })
  const human = button({ class: 'chat-human' }, callbacks.onHuman, icon(personIcon), texts.human)
  const announce = (/** @type {string} */ text) => {
    if (status.textContent !== text) status.textContent = text
  }
  const { form, input, hint } = createComposerView({ texts, onSend: callbacks.onSend, announce })
  const panel = element(
    'div',
    {
      class: 'chat-panel',
      id: 'chat-panel',
      lang: texts.language,
      role: 'dialog',
      'aria-labelledby': 'chat-title',
      'aria-describedby': 'chat-notice',
      hidden: true,
    },
    head,
    notice,
    scroll,
    status,
    element('div', { class: 'chat-bottom' }, form, element('div', { class: 'chat-below' }, human, hint)),
  )
  const renderLog = createLogView(log, {
    texts,
    speakerOf: speaker,
    contact: () => config?.contact,
    onRetry: id => {
      // The button that was pressed goes away; the keyboard must not be left on nothing.
      input.focus()
      callbacks.onRetry(id)
    },
  })

  const renderFoot = createFootView(foot, {
    texts,
    speakerOf: speaker,
    onSend: callbacks.onSend,
    onRetryHistory: callbacks.onRetryHistory,
  })

  /** @type {ChatState | null} */
  let last = null
  let lastTop = 0

  /** @param {ChatState} state */
  function render(state) {
    const asked = state.turns.length > (last?.turns.length ?? 0)
    const follows = asked || Math.abs(scroll.scrollTop - lastTop) < following
    renderLog(state)
    renderFoot(state, config)
    last = state
    announce(activity(state, texts, speaker))
    if (follows && state.turns.length > 0) showEnd()
  }

  /** Scrolls to the end, but not past the last question: an answer is read from its beginning. */
  function showEnd() {
    const questions = log.querySelectorAll('.chat-question')
    const question = questions[questions.length - 1]
    const above = question ? question.getBoundingClientRect().top - scroll.getBoundingClientRect().top : 0
    scroll.scrollTop = Math.min(scroll.scrollTop + above - roomAbove, scroll.scrollHeight)
    lastTop = scroll.scrollTop
  }

  /** Shows the team; null leaves the panel's own words. @param {WidgetConfig | null} next */
  function setConfig(next) {
    config = next
    title.textContent = config?.name || texts.title
    team.textContent = (config?.agents ?? []).map(({ name }) => name).join(' · ')
    const badge = element('span', { class: 'chat-badge', 'aria-hidden': 'true' }, texts.badge)
    notice.replaceChildren(badge, texts.notice)
    welcome.textContent = config?.welcome || texts.welcome
    if (last) renderFoot(last, config)
  }

  /** What the history brings is shown, not read out. @param {() => void} show */
  function quietly(show) {
    log.setAttribute('aria-live', 'off')
    show()
    requestAnimationFrame(() => log.setAttribute('aria-live', 'polite'))
  }

  setConfig(null)
  return { panel, input, render, setConfig, quietly }
}
