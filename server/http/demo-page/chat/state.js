/** @typedef {import('../../../../contract/chat.ts').ChatEvent} ChatEvent */
/** @typedef {import('../../../../contract/chat.ts').Source} Source */
/** @typedef {import('../../../../contract/conversation.ts').StoredMessage} StoredMessage */
/** @typedef {import('./failure.js').Failure} Failure */

/**
 * A question and what came of it. `waiting`: not sent yet; `sent`: nothing received yet; `answering`: text is
 * arriving; `agent` is null until the specialist is known.
 * @typedef {{
 *   id: string,
 *   question: string,
 *   status: 'waiting' | 'sent' | 'answering' | 'done' | 'failed',
 *   agent: string | null,
 *   answer: string,
 *   sources: Source[],
 *   partial: boolean,
 *   failure: Failure | null,
 * }} Turn
 */

/** @typedef {{ turns: Turn[], historyFailed: boolean }} ChatState */

/**
 * @typedef {{ type: 'asked', id: string, question: string }
 *   | { type: 'sent', id: string }
 *   | { type: 'received', id: string, event: ChatEvent }
 *   | { type: 'failed', id: string, failure: Failure }
 *   | { type: 'retried', id: string }
 *   | { type: 'history_loaded', messages: StoredMessage[] }
 *   | { type: 'history_failed' }
 *   | { type: 'reset' }} Action
 */

/** @type {ChatState} */
export const initialState = { turns: [], historyFailed: false }

/** @param {string} id @param {string} question @returns {Turn} */
function newTurn(id, question) {
  return {
    id,
    question,
    status: 'waiting',
    agent: null,
    answer: '',
    sources: [],
    partial: false,
    failure: null,
  }
}

/** What one event of the stream makes of its turn. @param {Turn} turn @param {ChatEvent} event @returns {Turn} */
function receive(turn, event) {
  switch (event.type) {
    case 'agent':
      return { ...turn, agent: event.agent }
    case 'sources':
      return { ...turn, sources: event.sources }
    case 'delta':
      return { ...turn, status: 'answering', answer: turn.answer + event.text }
    case 'done': {
      const { agent, message, sources } = event.reply
      return { ...turn, status: 'done', agent, answer: message, sources, partial: false, failure: null }
    }
    case 'error': {
      const detail = event.message ? { detail: event.message } : {}
      return { ...turn, status: 'failed', failure: { kind: 'failed', ...detail } }
    }
    default:
      return turn
  }
}

/**
 * Stored messages as turns, oldest first. A question without its answer is `waiting`: sending it again with its
 * id brings the answer, or waits for it.
 * @param {StoredMessage[]} messages
 * @returns {Turn[]}
 */
export function toTurns(messages) {
  /** @type {Map<string, Turn>} */
  const turns = new Map()
  for (const { message_id, role, content, agent, sources, status } of messages) {
    if (role === 'user') turns.set(message_id, newTurn(message_id, content))
    const turn = turns.get(message_id)
    if (role !== 'assistant' || !turn) continue
    const partial = status !== 'complete'
    turns.set(message_id, { ...turn, status: 'done', agent, answer: content, sources, partial })
  }
  return [...turns.values()]
}

/** @param {ChatState} state @param {string} id @param {(turn: Turn) => Turn} change @returns {ChatState} */
function changeTurn(state, id, change) {
  return { ...state, turns: state.turns.map(turn => (turn.id === id ? change(turn) : turn)) }
}

/** The next state. Pure; a turn that nothing touched stays the same object. @param {ChatState} state @param {Action} action @returns {ChatState} */
export function reduce(state, action) {
  switch (action.type) {
    case 'asked':
      return { ...state, turns: [...state.turns, newTurn(action.id, action.question)] }
    case 'sent':
      return changeTurn(state, action.id, turn => ({ ...newTurn(turn.id, turn.question), status: 'sent' }))
    case 'received':
      return changeTurn(state, action.id, turn => receive(turn, action.event))
    case 'failed':
      return changeTurn(state, action.id, turn => ({ ...turn, status: 'failed', failure: action.failure }))
    case 'retried':
      return changeTurn(state, action.id, turn => newTurn(turn.id, turn.question))
    case 'history_loaded': {
      const loaded = toTurns(action.messages)
      const known = new Set(loaded.map(turn => turn.id))
      const newer = state.turns.filter(turn => !known.has(turn.id))
      return { turns: [...loaded, ...newer], historyFailed: false }
    }
    case 'history_failed':
      return { ...state, historyFailed: true }
    case 'reset':
      return initialState
  }
}
