import { failureView } from './failure-view.js'
import { answerView, questionView } from './message-view.js'

/** @typedef {import('./state.js').ChatState} ChatState */
/** @typedef {import('./state.js').Turn} Turn */
/** @typedef {import('./message-view.js').Speaker} Speaker */
/** @typedef {import('./texts.js').Texts} Texts */
/** @typedef {{ key: string, model: unknown, make: () => HTMLElement }} Entry */

/**
 * Shows the turns in `log`. A message that did not change keeps its element, so that a screen reader hears only
 * what is new and a source that was opened stays open.
 * @param {HTMLElement} log
 * @param {{ texts: Texts, speakerOf: (agent: string | null) => Speaker, contact: () => string | undefined,
 *   onRetry: (id: string) => void }} options
 */
export function createLogView(log, { texts, speakerOf, contact, onRetry }) {
  /** @type {Map<string, { model: unknown, node: HTMLElement }>} */
  let shown = new Map()

  /** @param {Turn} turn @returns {Entry[]} */
  function entriesOf(turn) {
    const { id, question, status, failure } = turn
    const asked = { key: `${id}:question`, model: question, make: () => questionView(question, texts) }
    const hasAnswer = turn.answer !== '' || status === 'sent' || status === 'done'
    const answer = {
      key: `${id}:answer`,
      model: turn,
      make: () => answerView(turn, speakerOf(turn.agent), texts),
    }
    const makeFailure = () =>
      failureView(failure ?? { kind: 'failed' }, { texts, contact: contact(), onRetry: () => onRetry(id) })
    const notice = { key: `${id}:failure`, model: failure, make: makeFailure }
    return [asked, ...(hasAnswer ? [answer] : []), ...(failure ? [notice] : [])]
  }

  /** @param {Entry} entry */
  function nodeFor({ key, model, make }) {
    const old = shown.get(key)
    return old && old.model === model ? old.node : make()
  }

  /** @param {ChatState} state */
  return function render(state) {
    const next = new Map()
    const entries = state.turns.flatMap(entriesOf)
    for (const entry of entries) next.set(entry.key, { model: entry.model, node: nodeFor(entry) })
    const kept = new Set([...next.values()].map(({ node }) => node))
    for (const { node } of shown.values()) if (!kept.has(node)) node.remove()
    let place = log.firstElementChild
    for (const node of kept) {
      if (place && node === place) place = place.nextElementSibling
      else log.insertBefore(node, place)
    }
    shown = next
  }
}
