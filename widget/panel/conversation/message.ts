import type { Message } from './conversation-state.ts'

/** A message with what the caller does not say filled in. */
export const newMessage = (message_id: string, role: Message['role'], given: Partial<Message>): Message => ({
  key: message_id + role,
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
})

/** The last message of a turn: its answer, else its question. */
export const lastOf = (messages: readonly Message[], message_id: string): Message | undefined =>
  messages.findLast(message => message.message_id === message_id)

/** The answer to a question, as far as there is one. */
export const answerOf = (messages: readonly Message[], message_id: string): Message | undefined =>
  messages.findLast(({ key }) => key === `${message_id}assistant`)

/**
 * Marks the answers at which another specialist takes over. The team's own words (`escalate`) are no specialist's,
 * and the first one replaces nobody.
 */
export function markChanges(messages: readonly Message[]): Message[] {
  let before: string | null = null
  return messages.map(message => {
    const agent = message.agent === 'escalate' ? null : message.agent
    const agentChanged = !!agent && !!before && agent !== before
    before = agent ?? before
    return agentChanged === message.agentChanged ? message : { ...message, agentChanged }
  })
}

/** True while a question is on its way to the server, or an answer to the visitor. */
export const isArriving = ({ status }: Message): boolean => /^(send|wait|stream)ing$/.test(status)
