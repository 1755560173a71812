import { button, element } from './element.js'
import { isRetryable } from './failure.js'
import { ownLine } from './markdown-view.js'
import { failureText } from './texts.js'

/** @typedef {import('./failure.js').Failure} Failure */
/** @typedef {import('./texts.js').Texts} Texts */

/** Keeps the button shut and counting until the wait is over. @param {HTMLButtonElement} retry @param {number} seconds @param {Texts} texts */
function countDown(retry, seconds, texts) {
  const end = performance.now() + seconds * 1000
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000)
    retry.disabled = left > 0
    retry.textContent = left > 0 ? texts.retryIn(left) : texts.retry
    if (left <= 0) clearInterval(timer)
  }
  const timer = setInterval(tick, 250)
  tick()
}

/**
 * Why a message got no answer, and the button that sends it again. The text is read out once; the countdown on
 * the button is not.
 * @param {Failure} failure
 * @param {{ texts: Texts, contact: string | undefined, onRetry: () => void }} options
 */
export function failureView(failure, { texts, contact, onRetry }) {
  const note = element('p', {}, failureText(texts, failure))
  const isOutage = ['unavailable', 'unreachable', 'failed'].includes(failure.kind)
  const address = contact && isOutage ? element('p', {}, ...ownLine(texts.contact(contact), texts)) : null
  const node = element('div', { class: 'chat-failure' }, note, address)
  if (!isRetryable(failure)) return node
  const retry = button({ class: 'chat-retry' }, onRetry, texts.retry)
  if (failure.retryAfter) countDown(retry, failure.retryAfter, texts)
  node.append(element('div', { 'aria-live': 'off' }, retry))
  return node
}
