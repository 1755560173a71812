import type { StoredMessage } from '../../../contract/conversation.ts'
import type { TurnEvent } from './chat-event.ts'
import type { ConversationState, Failure, Message } from './conversation-state.ts'
import { mergeHistory } from './merge-history.ts'
import { answerOf, isArriving, lastOf, markChanges, newMessage } from './message.ts'

/** What happens to a conversation. `received` is one event of a turn; `set` is what concerns no message. */
export type Action =
  | { type: 'asked'; message_id: string; text: string }
  | { type: 'received'; message_id: string; event: TurnEvent }
  | { type: 'sending' | 'stopped' | 'dropped'; message_id: string; failure?: undefined }
  | { type: 'failed'; message_id: string; failure: Failure }
  | ({ type: 'rated'; message_id: string } & Pick<Message, 'rating' | 'ratingFailure'>)
  | { type: 'history'; messages: readonly StoredMessage[] }
  | { type: 'left' }
  | { type: 'set'; set: Partial<ConversationState> }

export const initialState: ConversationState = {
  messages: [],
  history: 'none',
  draft: '',
  online: true,
  config: null,
}

/** What becomes of a turn's question and of its answer. */
const statuses = {
  sending: ['sending', 'waiting'],
  failed: ['unsent', 'partial'],
  stopped: ['stopped', 'stopped'],
} as const

const patch = (messages: readonly Message[], key: string | undefined, given: Partial<Message>): Message[] =>
  messages.map(message => (message.key === key ? { ...message, ...given } : message))

/** What one event of the stream makes of its turn. Whatever comes, the server has the question. */
function receive(messages: readonly Message[], message_id: string, { type, ...event }: TurnEvent): Message[] {
  const key = `${message_id}user`
  const before = answerOf(messages, message_id)
  const answer = before ?? newMessage(message_id, 'assistant', { status: 'waiting' })
  const { text, agent, sources, status } = answer
  const next: Message = {
    ...answer,
    failure: null,
    agent: event.agent ?? agent,
    sources: event.sources ?? sources,
    // When it is sent again, what was there stays in sight until the first new words.
    text: (type === 'delta' && status === 'streaming' ? text : '') + (event.text ?? '') || text,
    status:
      type === 'delta' ? 'streaming' : type === 'done' ? type : type === 'accepted' ? 'waiting' : status,
  }
  if (type === 'delta' && before) return patch(messages, answer.key, next)
  return markChanges(
    patch(messages, key, { status: 'done', failure: null }).flatMap(message =>
      message.key === answer.key ? next : message.key === key && !before ? [message, next] : message,
    ),
  )
}

/** The messages after an action; those that it does not touch stay the same objects. */
function reduceMessages(messages: readonly Message[], action: Action): readonly Message[] {
  switch (action.type) {
    case 'asked':
      return [
        ...messages,
        newMessage(action.message_id, 'user', {
          text: action.text,
          status: messages.some(isArriving) ? 'queued' : 'sending',
        }),
      ]
    case 'dropped':
      return messages.filter(({ message_id }) => message_id !== action.message_id)
    case 'received':
      return receive(messages, action.message_id, action.event)
    case 'sending':
    case 'failed':
    case 'stopped': {
      const last = lastOf(messages, action.message_id)
      const [ofQuestion, ofAnswer] = statuses[action.type]
      const status = last?.role === 'user' ? ofQuestion : ofAnswer
      return patch(messages, last?.key, { status, failure: action.failure ?? null })
    }
    case 'rated': {
      const { message_id, rating, ratingFailure } = action
      return patch(messages, answerOf(messages, message_id)?.key, { rating, ratingFailure })
    }
    case 'history':
      return mergeHistory(messages, action.messages)
    case 'left':
      return []
    case 'set':
      return messages
  }
}

/** The next state. Pure. */
export function reduce(state: ConversationState, action: Action): ConversationState {
  const messages = reduceMessages(state.messages, action)
  const { type } = action
  if (type === 'set') return { ...state, ...action.set }
  return { ...state, messages, history: type === 'history' || type === 'left' ? 'loaded' : state.history }
}
