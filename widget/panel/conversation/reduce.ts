import type { ChatEvent } from '../../../contract/chat.ts'
import type { StoredMessage } from '../../../contract/conversation.ts'
import type { WidgetConfig } from '../../../contract/widget-config.ts'
import type { ConversationState, Failure, Message, Rating } from './conversation-state.ts'
import { mergeHistory } from './merge-history.ts'
import { answerOf, markChanges, newMessage } from './message.ts'

/** What happens to a conversation. `received` is one event of a turn; the other members say themselves. */
export type Action =
  | { type: 'asked'; message_id: string; text: string }
  | { type: 'sending'; message_id: string }
  | { type: 'received'; message_id: string; event: ChatEvent }
  | { type: 'failed'; message_id: string; failure: Failure }
  | { type: 'stopped'; message_id: string }
  | { type: 'rated'; message_id: string; rating: Rating | null; failure: Failure | null }
  | { type: 'history_loading' | 'history_failed' | 'left' }
  | { type: 'history_loaded'; messages: readonly StoredMessage[] }
  | { type: 'drafted'; draft: string }
  | { type: 'connected'; online: boolean }
  | { type: 'configured'; config: WidgetConfig }

export const initialState: ConversationState = {
  messages: [],
  history: 'none',
  draft: '',
  online: true,
  config: null,
}

/** Changes a turn's question or answer; nothing when it is not there. */
function change(
  state: ConversationState,
  message_id: string,
  role: Message['role'],
  update: (message: Message) => Partial<Message>,
): ConversationState {
  const index = state.messages.findLastIndex(
    message => message.message_id === message_id && message.role === role,
  )
  const message = state.messages[index]
  if (!message) return state
  const messages = state.messages.slice()
  messages[index] = { ...message, ...update(message) }
  return { ...state, messages }
}

/** Changes a turn's answer; where there is none yet, it is put after its question. */
function changeAnswer(
  state: ConversationState,
  message_id: string,
  update: (message: Message) => Partial<Message>,
): ConversationState {
  if (answerOf(state.messages, message_id)) return change(state, message_id, 'assistant', update)
  const messages = state.messages.flatMap(message =>
    message.message_id === message_id
      ? [message, newMessage(message_id, 'assistant', { status: 'waiting' })]
      : [message],
  )
  return change({ ...state, messages }, message_id, 'assistant', update)
}

const withChanges = (state: ConversationState): ConversationState => ({
  ...state,
  messages: markChanges(state.messages),
})

/** What one event of the stream makes of its turn. */
function receive(state: ConversationState, message_id: string, event: ChatEvent): ConversationState {
  if (event.type === 'error') return state
  // Whatever comes, the server has the question.
  const asked = change(state, message_id, 'user', () => ({ status: 'done', failure: null }))
  const answer = (update: (message: Message) => Partial<Message>) => changeAnswer(asked, message_id, update)
  switch (event.type) {
    case 'accepted':
      // When it is sent again, what was there stays in sight until the first new words.
      return answer(() => ({ status: 'waiting', failure: null }))
    case 'agent':
      return withChanges(answer(() => ({ agent: event.agent })))
    case 'sources':
      return answer(() => ({ sources: event.sources }))
    case 'delta':
      return answer(({ status, text }) => ({
        status: 'streaming',
        text: status === 'streaming' ? text + event.text : event.text,
      }))
    case 'done': {
      const { agent, message: text, sources } = event.reply
      return withChanges(answer(() => ({ status: 'done', agent, text, sources, failure: null })))
    }
  }
}

/** A turn that broke off: its question is kept to be sent again, or its answer stands as far as it came. */
function fail(state: ConversationState, message_id: string, failure: Failure): ConversationState {
  const isAnswering = !!answerOf(state.messages, message_id)
  return isAnswering
    ? change(state, message_id, 'assistant', () => ({ status: 'partial', failure }))
    : change(state, message_id, 'user', () => ({ status: 'unsent', failure }))
}

/** The next state. Pure; a message that nothing touched stays the same object. */
export function reduce(state: ConversationState, action: Action): ConversationState {
  switch (action.type) {
    case 'asked': {
      const question = newMessage(action.message_id, 'user', { text: action.text, status: 'sending' })
      return { ...state, messages: [...state.messages, question] }
    }
    case 'sending':
      return answerOf(state.messages, action.message_id)
        ? change(state, action.message_id, 'assistant', () => ({ status: 'waiting', failure: null }))
        : change(state, action.message_id, 'user', () => ({ status: 'sending', failure: null }))
    case 'received':
      return receive(state, action.message_id, action.event)
    case 'failed':
      return fail(state, action.message_id, action.failure)
    case 'stopped': {
      const role = answerOf(state.messages, action.message_id) ? 'assistant' : 'user'
      return change(state, action.message_id, role, () => ({ status: 'stopped', failure: null }))
    }
    case 'rated': {
      const { rating, failure } = action
      return change(state, action.message_id, 'assistant', () => ({ rating, ratingFailure: failure }))
    }
    case 'history_loading':
      return { ...state, history: 'loading' }
    case 'history_failed':
      return { ...state, history: 'failed' }
    case 'history_loaded':
      return { ...state, history: 'loaded', messages: mergeHistory(state.messages, action.messages) }
    case 'left':
      return { ...state, messages: [], history: 'loaded' }
    case 'drafted':
      return { ...state, draft: action.draft }
    case 'connected':
      return { ...state, online: action.online }
    case 'configured':
      return { ...state, config: action.config }
  }
}
