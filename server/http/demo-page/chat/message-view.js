import { element } from './element.js'
import { markdownNodes } from './markdown-view.js'
import { sourcesView } from './sources-view.js'

/** @typedef {import('./state.js').Turn} Turn */
/** @typedef {import('./texts.js').Texts} Texts */
/** @typedef {{ name: string, emoji: string, colour: string }} Speaker */

/** What the visitor wrote. @param {string} question @param {Texts} texts */
export function questionView(question, texts) {
  const who = element('span', { class: 'chat-hidden' }, `${texts.you} : `)
  return element('div', { class: 'chat-message chat-question' }, who, question)
}

/** Who answers, and that it is an AI. @param {Speaker} speaker @param {Texts} texts */
function headView(speaker, texts) {
  return element(
    'div',
    { class: 'chat-speaker' },
    element('span', { class: 'chat-avatar', 'aria-hidden': 'true' }, speaker.emoji),
    element('span', { class: 'chat-name' }, speaker.name),
    element('abbr', { class: 'chat-badge', title: texts.badgeMeaning }, texts.badge),
  )
}

function dots() {
  const [first, second, third] = [element('span'), element('span'), element('span')]
  return element('div', { class: 'chat-dots', 'aria-hidden': 'true' }, first, second, third)
}

/**
 * An answer, whole or still arriving. While it arrives it is kept out of the log's announcements; its whole text
 * takes its place once, and is read out once (WAI-ARIA technique 23).
 * @param {Turn} turn
 * @param {Speaker} speaker
 * @param {Texts} texts
 */
export function answerView(turn, speaker, texts) {
  const arriving = turn.status === 'sent' || turn.status === 'answering'
  const body = turn.answer
    ? element('div', { class: 'chat-text' }, ...markdownNodes(turn.answer, texts))
    : dots()
  const attributes = {
    class: `chat-message chat-answer${arriving ? ' chat-arriving' : ''}`,
    'aria-live': arriving ? 'off' : null,
    'aria-busy': arriving ? 'true' : null,
  }
  const node = element(
    'div',
    attributes,
    headView(speaker, texts),
    body,
    turn.partial ? element('p', { class: 'chat-partial' }, texts.partial) : null,
    arriving ? null : sourcesView(turn.sources, texts),
  )
  // Through the object model, because the page's policy refuses style attributes.
  node.style.setProperty('--speaker', speaker.colour)
  return node
}
