import type { ChatEvent, ChatReply, ChatRequest, Source } from '../../contract/chat.ts'
import type { Router, RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, Persona, Team } from '../agents/persona.ts'
import type { StoredReply } from '../operations/stored-reply.ts'
import type { Database } from '../ports/database.ts'

/** A parsed request, the id that its log lines carry, and the language its sender asked for (null: none of ours). */
export type TurnRequest = ChatRequest & { request_id: string; language: Language | null }

export interface TurnDeps {
  database: Database
  team: Team
  personas: readonly Persona[]
  router: Router
  settings: TurnSettings
  /** Milliseconds of a clock that only goes forward. */
  clock(): number
  createId(): string
  wait(milliseconds: number): Promise<void>
  /** Told once a turn, whatever became of it. */
  report(turn: TurnReport): void
}

export interface TurnSettings {
  rateLimit: { messages: number; windowSeconds: number }
  maxHistoryMessages: number
  /** Passages to search for each specialist. */
  initialResults: number
  /** Seconds after which a turn whose process died may be taken up again. */
  leaseSeconds: number
}

/** What logs and metrics learn of a turn: no text of anybody's. */
export interface TurnReport {
  requestId: string
  outcome: 'complete' | 'repeated' | 'limited' | 'failed'
  agent: string | null
  kind: RoutingDecision['kind'] | null
  confidence: number | null
  /** Milliseconds of each step, in the order they ended. */
  steps: Record<string, number>
  error?: unknown
}

export interface RateLimitState {
  limit: number
  remaining: number
  resetSeconds: number
}

/** A turn whose message is stored. Its events are to be read to the end, whoever still listens. */
export interface Turn {
  /** Null for a repeated message: nothing was counted. */
  rateLimit: RateLimitState | null
  events: AsyncGenerator<ChatEvent>
}

/** What the visitor gets: Markdown text, its sources, and what becomes of the conversation. */
export interface Answer {
  message: string
  sources: Source[]
  /** Set when the conversation changes hands. */
  conversationStatus: 'escalated' | undefined
}

/** The stored row of an answer as the reply that HTTP shows. */
export function toChatReply(stored: StoredReply): ChatReply {
  return {
    conversation_id: stored.conversationId,
    message_id: stored.messageId,
    message: stored.message,
    agent: stored.agent,
    confidence: stored.confidence,
    reasoning: stored.reasoning,
    sources: stored.sources,
    timestamp: stored.createdAt,
  }
}
