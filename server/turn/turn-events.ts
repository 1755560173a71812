import type { WebhookData, WebhookEventType } from '../../contract/webhook-event.ts'
import type { HistoryMessage } from '../agents/conversation.ts'
import type { Persona } from '../agents/persona.ts'
import type { ConversationStatus } from '../operations/finish-turn.ts'
import type { QueuedEvent } from '../operations/queued-event.ts'
import type { EventSettings } from './event-settings.ts'
import type { Loop } from './find-loop.ts'
import type { ToldAnswer } from './turn.ts'

/** What a turn that is about to be stored has to tell. */
export interface EndedTurn {
  conversationId: string
  messageId: string
  question: string
  /** Of the conversation, before this turn. */
  statusBefore: ConversationStatus
  history: readonly HistoryMessage[]
  agent: string
  confidence: number
  told: ToldAnswer
  loop: Loop | null
  latencyMs: number
}

/** The events of a turn, for those who want them; to be stored with its answer. */
export function toTurnEvents(
  {
    settings,
    personas,
    createId,
  }: {
    settings: EventSettings | undefined
    personas: readonly Persona[]
    createId(): string
  },
  turn: EndedTurn,
): QueuedEvent[] {
  if (settings === undefined) return []
  const { told, loop } = turn
  const about = {
    conversation_id: turn.conversationId,
    message_id: turn.messageId,
    ...(settings.includeQuestion && { question: turn.question }),
  }
  const events: QueuedEvent[] = []
  function add<Type extends WebhookEventType>(type: Type, data: WebhookData<Type>): void {
    const endpoints = settings?.endpoints[type] ?? []
    if (endpoints.length > 0) events.push({ id: `evt_${createId()}`, type, endpoints, data })
  }
  if (told.conversationStatus === 'escalated') {
    const specialists = turn.history.filter(({ agent }) => personas.some(({ id }) => id === agent))
    add('conversation.escalated', {
      ...about,
      repeated: turn.statusBefore === 'escalated',
      last_agent: specialists.at(-1)?.agent ?? null,
    })
  }
  if (loop !== null) {
    const { similarMessages: similar_messages, offer } = loop
    add('conversation.loop_detected', {
      ...about,
      agent: turn.agent,
      similar_messages,
      offered: offer !== null,
    })
  }
  add('turn.finished', {
    ...about,
    agent: turn.agent,
    confidence: turn.confidence,
    status: told.status,
    answered_by: told.answeredBy,
    sources: told.sources.length,
    latency_ms: Math.round(turn.latencyMs),
  })
  return events
}
