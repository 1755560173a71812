import type { StoredMessage } from '../../../contract/conversation.ts'
import type { Message } from './conversation-state.ts'
import { markChanges, newMessage } from './message.ts'

/** What a stored message looks like; of a question without an answer, what is missing too. */
function toMessages(stored: StoredMessage, hasAnswer: boolean): Message[] {
  const { message_id, role, content: text, agent, sources, feedback, status } = stored
  if (role === 'assistant') {
    const given = { text, agent, sources, rating: feedback }
    return [newMessage(message_id, role, { ...given, status: status === 'partial' ? status : 'done' })]
  }
  if (hasAnswer || status === 'complete') return [newMessage(message_id, role, { text })]
  if (status === 'failed') {
    return [newMessage(message_id, role, { text, status: 'unsent', failure: { code: 'failed' } })]
  }
  return [newMessage(message_id, role, { text }), newMessage(message_id, 'assistant', { status: 'waiting' })]
}

/** The server's message, unless this tab knows more: an answer that is arriving here, or that was stopped here. */
function choose(stored: Message, shown: Message | undefined): Message {
  if (!shown) return stored
  const isAnswer = shown.role === 'assistant'
  if (stored.status === (isAnswer ? 'waiting' : 'unsent')) return shown
  if (isAnswer && /^(streaming|stopped)$/.test(shown.status)) return shown
  // A rating may be on its way while the history is.
  const { agentChanged, ratingFailure } = shown
  const next = { ...stored, rating: stored.rating ?? shown.rating, agentChanged, ratingFailure }
  return JSON.stringify(next) === JSON.stringify(shown) ? shown : next
}

/**
 * The stored conversation (its newest messages, oldest first) over what is shown: the server is the truth. Kept are
 * messages from before its first, those it does not know yet, in the end, and the objects of those that are the same.
 */
export function mergeHistory(shown: readonly Message[], stored: readonly StoredMessage[]): Message[] {
  const byKey = new Map(shown.map(message => [message.key, message]))
  const answered = new Set(
    stored.filter(({ role }) => role === 'assistant').map(({ message_id }) => message_id),
  )
  const truth = stored
    .flatMap(message => toMessages(message, answered.has(message.message_id)))
    .map(message => choose(message, byKey.get(message.key)))
  const known = new Set(stored.map(({ message_id }) => message_id))
  const first = shown.findIndex(({ message_id }) => known.has(message_id))
  const isKept = ({ message_id }: Message) => !known.has(message_id)
  return markChanges([
    ...shown.slice(0, Math.max(0, first)).filter(isKept),
    ...truth,
    ...shown.slice(Math.max(0, first)).filter(isKept),
  ])
}

/** The questions whose answer the server is still writing, as far as this tab knows. */
export const unfinished = (messages: readonly Message[]): Message[] => {
  const waiting = messages.filter(({ role, status }) => role === 'assistant' && status === 'waiting')
  const ids = new Set(waiting.map(({ message_id }) => message_id))
  return messages.filter(({ role, message_id }) => role === 'user' && ids.has(message_id))
}
