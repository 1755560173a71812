import type { StoredMessage } from '../../../contract/conversation.ts'
import type { Message } from './conversation-state.ts'
import { markChanges, newMessage } from './message.ts'

/**
 * The stored conversation (its newest messages, oldest first) over what is shown: the server is the truth. An answer
 * that is missing is one to wait for. Kept are an answer that is arriving or was stopped here, messages from before the
 * server's first, those it does not know yet, in the end, and the objects of those that are the same.
 */
export function mergeHistory(shown: readonly Message[], stored: readonly StoredMessage[]): Message[] {
  const byKey = new Map(shown.map(message => [message.key, message]))
  const keys = new Set(stored.map(({ message_id, role }) => message_id + role))

  function merge(message_id: string, role: Message['role'], given: Partial<Message>): Message {
    const fresh = newMessage(message_id, role, given)
    const before = byKey.get(fresh.key)
    if (!before) return fresh
    if (role === 'assistant' && (given.status === 'waiting' || /^st/.test(before.status))) return before
    // A rating may be on its way while the history is.
    const { agentChanged, ratingFailure } = before
    const merged = { ...fresh, agentChanged, ratingFailure, rating: fresh.rating ?? before.rating }
    return JSON.stringify(merged) === JSON.stringify(before) ? before : merged
  }

  const truth = stored.flatMap(
    ({ message_id, role, content: text, agent, sources, feedback: rating, status }) => {
      if (role === 'assistant') {
        const given = { text, agent, rating, sources }
        const answer = merge(message_id, role, { ...given, status: status === 'partial' ? status : 'done' })
        // Of the oldest, the question may be too old to come along.
        const question = byKey.get(`${message_id}user`)
        return question && !keys.has(question.key) ? [question, answer] : answer
      }
      const question = merge(message_id, role, { text })
      return status === 'complete' || keys.has(`${message_id}assistant`)
        ? question
        : [question, merge(message_id, 'assistant', { status: 'waiting' })]
    },
  )
  const known = new Set(truth.map(({ key }) => key))
  const first = Math.max(
    0,
    shown.findIndex(({ key }) => known.has(key)),
  )
  const unknown = shown.slice(first).filter(({ key }) => !known.has(key))
  return markChanges([...shown.slice(0, first), ...truth, ...unknown])
}
