import { createPanelView } from './panel-view.js'
import { initialState, reduce } from './state.js'
import { createIdentifier } from './visitor.js'

/** @typedef {import('./state.js').Action} Action */
/** @typedef {import('./texts.js').Texts} Texts */
/** @typedef {ReturnType<typeof import('./api.js').createApi>} Api */
/** @typedef {ReturnType<typeof import('./visitor.js').createVisitor>} Visitor */

/** Runs `draw` once before the next picture, however often it is asked for; hidden pages draw at once. @param {() => void} draw */
function createPainter(draw) {
  let waiting = false
  return () => {
    if (document.hidden) return draw()
    if (waiting) return
    waiting = true
    requestAnimationFrame(() => {
      waiting = false
      draw()
    })
  }
}

/**
 * The conversation: holds the state, sends what is asked one after the other, and shows what comes.
 * @param {{ api: Api, visitor: Visitor, config: ReturnType<Api['loadConfig']>, texts: Texts,
 *   onClose: () => void }} deps `config`: the team, already asked for
 */
export function createChat({ api, visitor, config, texts, onClose }) {
  let state = initialState
  let abort = new AbortController()
  let queue = Promise.resolve()

  const view = createPanelView({
    texts,
    callbacks: { onSend: ask, onRetry: retry, onReset: reset, onClose, onHuman: askHuman, onRetryHistory },
  })
  const paint = createPainter(() => view.render(state))

  /** @param {Action} action */
  function dispatch(action) {
    state = reduce(state, action)
    paint()
  }

  /** Sends one turn and follows it to its end. @param {string} id @param {AbortSignal} signal */
  async function runTurn(id, signal) {
    const turn = state.turns.find(candidate => candidate.id === id)
    if (!turn || signal.aborted) return
    dispatch({ type: 'sent', id })
    const message = { ...visitor.begin(), messageId: id, text: turn.question }
    const failure = await api.sendMessage(message, event => receive(id, event, signal), signal)
    if (failure && !signal.aborted) dispatch({ type: 'failed', id, failure })
  }

  /** @param {string} id @param {import('../../../../contract/chat.ts').ChatEvent} event @param {AbortSignal} signal */
  function receive(id, event, signal) {
    if (!signal.aborted) dispatch({ type: 'received', id, event })
  }

  /** One turn at a time: the next question waits for the answer before it. @param {string} id */
  function enqueue(id) {
    const { signal } = abort
    queue = queue.then(() => runTurn(id, signal))
  }

  /** @param {string} question */
  function ask(question) {
    const id = createIdentifier(crypto)
    dispatch({ type: 'asked', id, question })
    enqueue(id)
    view.input.focus()
  }

  function askHuman() {
    ask(texts.humanRequest)
  }

  /** Sends again under the same id, so that the server answers the turn once. @param {string} id */
  function retry(id) {
    dispatch({ type: 'retried', id })
    enqueue(id)
  }

  function reset() {
    abort.abort()
    abort = new AbortController()
    queue = Promise.resolve()
    visitor.leave()
    dispatch({ type: 'reset' })
    view.input.focus()
  }

  async function loadHistory() {
    const ids = visitor.current()
    if (!ids) return
    const { signal } = abort
    const messages = await api.loadHistory(ids)
    if (signal.aborted) return
    if (!messages) return dispatch({ type: 'history_failed' })
    state = reduce(state, { type: 'history_loaded', messages })
    view.quietly(() => view.render(state))
    // A question whose answer was still on its way when the page was left: the same id brings it.
    const known = new Set(messages.map(({ message_id }) => message_id))
    for (const { id, status } of state.turns) if (status === 'waiting' && known.has(id)) enqueue(id)
  }

  function onRetryHistory() {
    view.input.focus()
    return loadHistory()
  }

  /** Asks for the conversation so far and shows the team; called when the visitor first opens the panel. */
  async function start() {
    view.render(state)
    const history = loadHistory()
    const team = await config
    if (team) {
      view.setConfig(team)
      // Messages shown before the team was known get their names.
      view.render({ ...state, turns: state.turns.map(turn => ({ ...turn })) })
    }
    await history
  }

  return { panel: view.panel, input: view.input, start }
}
