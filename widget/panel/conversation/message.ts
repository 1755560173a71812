import type { TurnEvent } from './chat-event.ts'
import type { Failure, Message } from './conversation-state.ts'

// What becomes of a list of messages. Those that a change does not touch stay the same objects.

export type Messages = readonly Message[]

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
export const lastOf = (messages: Messages, message_id: string): Message | undefined =>
  messages.findLast(message => message.message_id === message_id)

/** The answer to a question, as far as there is one. */
export const answerOf = (messages: Messages, message_id: string): Message | undefined =>
  messages.findLast(({ key }) => key === `${message_id}assistant`)

/** True while a question is on its way to the server, or an answer to the visitor. */
export const isArriving = ({ status }: Message): boolean => /^(send|wait|stream)ing$/.test(status)

/**
 * Marks the answers at which another specialist takes over. The team's own words (`escalate`) are no specialist's,
 * and the first one replaces nobody.
 */
export function markChanges(messages: Messages): Message[] {
  let before: string | null = null
  return messages.map(message => {
    const agent = message.agent === 'escalate' ? null : message.agent
    const agentChanged = !!agent && !!before && agent !== before
    before = agent || before
    return agentChanged === message.agentChanged ? message : { ...message, agentChanged }
  })
}

/** Changes one message, by its key. */
export const patch = (messages: Messages, key: string | undefined, given: Partial<Message>): Message[] =>
  messages.map(message => (message.key === key ? { ...message, ...given } : message))

/** The visitor asks; what is shown already is not asked twice. */
export const ask = (messages: Messages, message_id: string, text: string): Messages =>
  lastOf(messages, message_id)
    ? messages
    : [
        ...messages,
        newMessage(message_id, 'user', { text, status: messages.some(isArriving) ? 'queued' : 'sending' }),
      ]

/** What becomes of a turn's question, and of its answer where there is one. */
const statuses = {
  sending: ['sending', 'waiting'],
  failed: ['unsent', 'partial'],
  stopped: ['stopped', 'stopped'],
} as const

/** A turn is on its way, did not get to its end, or was stopped. */
export function settle(
  messages: Messages,
  message_id: string,
  outcome: keyof typeof statuses,
  failure: Failure | null = null,
): Message[] {
  const last = lastOf(messages, message_id)
  return patch(messages, last?.key, { status: statuses[outcome][last?.role === 'user' ? 0 : 1], failure })
}

/** What one event of the stream makes of its turn. Whatever comes, the server has the question. */
export function receive(messages: Messages, message_id: string, event: TurnEvent): Message[] {
  const { type, text, agent, sources } = event
  const before = answerOf(messages, message_id)
  const answer = before ?? newMessage(message_id, 'assistant', { status: 'waiting' })
  const isDelta = type === 'delta'
  const next: Message = {
    ...answer,
    failure: null,
    agent: agent || answer.agent,
    sources: sources ?? answer.sources,
    // When it is sent again, what was there stays in sight until the first new words.
    text: (isDelta && answer.status === 'streaming' ? answer.text : '') + (text ?? '') || answer.text,
    status: isDelta ? 'streaming' : type === 'done' ? type : type === 'accepted' ? 'waiting' : answer.status,
  }
  if (isDelta && before) return patch(messages, answer.key, next)
  return markChanges(
    messages.flatMap(message =>
      message.key === answer.key
        ? next
        : message.key === `${message_id}user`
          ? [{ ...message, status: 'done', failure: null }, ...(before ? [] : [next])]
          : message,
    ),
  )
}
