import type { Message } from './conversation-state.ts'

/** A message with what the caller does not say filled in. */
export function newMessage(message_id: string, role: Message['role'], given: Partial<Message>): Message {
  return {
    key: `${message_id} ${role}`,
    message_id,
    role,
    text: '',
    status: 'done',
    agent: null,
    agentChanged: false,
    sources: [],
    rating: null,
    failure: null,
    ratingFailure: null,
    ...given,
  }
}

/** The answer to a question, as far as there is one. */
export const answerOf = (messages: readonly Message[], message_id: string): Message | undefined =>
  messages.findLast(message => message.role === 'assistant' && message.message_id === message_id)

/** True while an answer is on its way: there is something to stop. */
export const isAnswering = (messages: readonly Message[]): boolean =>
  messages.some(({ status }) => status === 'sending' || status === 'waiting' || status === 'streaming')

/**
 * Marks the answers at which another specialist takes over. The team's own words (`escalate`) are no specialist's,
 * and the first one replaces nobody.
 */
export function markChanges(messages: readonly Message[]): Message[] {
  let before: string | null = null
  return messages.map(message => {
    const { agent } = message
    const isSpecialist = !!agent && agent !== 'escalate'
    const agentChanged = isSpecialist && !!before && agent !== before
    if (isSpecialist) before = agent
    return agentChanged === message.agentChanged ? message : { ...message, agentChanged }
  })
}
