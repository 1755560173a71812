import type { ChatEvent, ChatReply, ChatRequest, Source } from '../../contract/chat.ts'
import type { Router, RoutingDecision } from '../agents/choose-agent.ts'
import type { Language, Persona, Team } from '../agents/persona.ts'
import type { BudgetState } from '../operations/begin-turn.ts'
import type { StoredReply } from '../operations/stored-reply.ts'
import type { Database } from '../ports/database.ts'
import type { Embedder } from '../ports/embedder.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Reranker } from '../ports/reranker.ts'
import type { EventSettings } from './event-settings.ts'
import type { Breakers } from './model/breaker.ts'
import type { ModelCall, PriceOf, Trouble } from './model/model-log.ts'
import type { ChainLimits } from './model/retry-rules.ts'
import type { Timers } from './model/timers.ts'

/** A parsed request, the id that its log lines carry, and the language its sender asked for (null: none of ours). */
export type TurnRequest = ChatRequest & {
  request_id: string
  language: Language | null
  /**
   * How its answer is read: as it comes, or all at once when it is there, by somebody who sees nothing before; `soon`: by
   * somebody who is gone after 15 s, as version 1's widget is.
   */
  delivery: 'streamed' | 'whole' | 'soon'
  /** The trace it belongs to (W3C `traceparent`), for whoever watches turns. */
  traceparent?: string | undefined
}

export interface TurnDeps {
  database: Database
  team: Team
  personas: readonly Persona[]
  router: Pick<Router, 'choose'>
  settings: TurnSettings
  /** Milliseconds of a clock that only goes forward. */
  clock(): number
  createId(): string
  wait(milliseconds: number): Promise<void>
  /** Told once a turn, whatever became of it. */
  report(turn: TurnReport): void
  /** Writes the answers, as `settings.models` says; without it they are quoted from the documents. */
  languageModel?: LanguageModel | undefined
  /** Finds passages by meaning too; without it by words alone. */
  embedder?: Embedder | undefined
  /** Orders the passages a model answers from; without it they keep the search's order. */
  reranker?: Reranker | undefined
  /** Prices the calls whose provider does not say what they cost. */
  priceOf?: PriceOf | undefined
  /** What is remembered of calls that failed, where others look at it too (health). */
  breakers?: { models: Breakers; steps: Breakers } | undefined
  /** Deadlines and pauses; without it the system's timers, on `clock`. */
  timers?: Timers | undefined
  /** 0..1; without it Math.random. */
  random?(): number
}

export interface TurnSettings {
  rateLimit: { messages: number; windowSeconds: number }
  maxHistoryMessages: number
  /** Passages to search for each specialist. */
  initialResults: number
  /** Seconds after which a turn whose process died may be taken up again; renewed while it runs. */
  leaseSeconds: number
  /** How the language model is used; nothing is asked of it without. */
  models?: ModelSettings | undefined
  /** What models may cost; without it they may cost anything. */
  budget?: BudgetSettings | undefined
  /** Who is told of what happens; without it nobody is. */
  events?: EventSettings | undefined
}

/** Limits of what models may cost, in US dollars; null is none. */
export interface BudgetSettings {
  /** For all turns of a calendar month (UTC) … */
  month: number | null
  /** … and for one visitor's of a day. */
  visitorDay: number | null
}

/** What the models are asked for and held to. */
export interface ModelSettings {
  /** By persona's id, for those whose file names none; `answers` for the others. */
  agents: Readonly<Record<string, string>>
  answers: string
  /** Asked when the first one fails (FALLBACK_MODEL). */
  fallback: string
  /** Routes what the local router is unsure of (ORCHESTRATOR_MODEL). */
  orchestrator: string
  /** How sure it must be (ROUTING_CONFIDENCE). */
  routingConfidence: number
  /** Passages given to the model (RAG_RERANK_TOP_N) … */
  passages: number
  /** … and how similar they must be (RAG_SIMILARITY_THRESHOLD, see rerank.ts). */
  similarityThreshold: number
  /** Hosts that answers may link to beside those the passages name (ALLOWED_LINK_HOSTS). */
  allowedLinkHosts: readonly string[]
  /** Unguessable, one a deployment, at least 8 letters and digits: it must never be seen in an answer. */
  canary: string
  /** What differs from `chainLimits`. */
  limits?: Partial<ChainLimits>
}

/** What logs and metrics learn of a turn: no text of anybody's. */
export interface TurnReport {
  requestId: string
  outcome: 'complete' | 'partial' | 'repeated' | 'limited' | 'failed'
  agent: string | null
  kind: RoutingDecision['kind'] | null
  confidence: number | null
  /** Milliseconds of each step, in the order they ended … */
  steps: Record<string, number>
  /** … when each began, counted from the turn's beginning … */
  starts: Record<string, number>
  /** … and of the whole turn. */
  milliseconds: number
  /** Who wrote the answer; null when there is none, or it was stored before. */
  answeredBy: AnsweredBy | null
  /** Every call to a provider, with what it used … */
  calls: readonly ModelCall[]
  /** … and every failure that the visitor did not see: a warning each. */
  troubles: readonly Trouble[]
  /** What the budgets say; null where there is none, or the turn came to no answer of its own. */
  budget: BudgetState | null
  error?: unknown
}

/** A language model, the documents' own words, a pair's answer, the team's texts, or our words for what a model refused. */
export type AnsweredBy = 'model' | 'extractive' | 'pair' | 'team' | 'refusal'

export interface RateLimitState {
  limit: number
  remaining: number
  resetSeconds: number
}

/** Told of each event as it comes: it must not throw, and nobody waits for it. */
export type Tell = (event: ChatEvent) => void

/** A turn whose message is stored. It is to be followed to its end, whoever still listens. */
export interface Turn {
  /** Null for a repeated message: nothing was counted. */
  rateLimit: RateLimitState | null
  /**
   * Goes through with it and tells its events; to be called once. Rejects when it ends without an answer. Told, not
   * iterated: an event for each token would otherwise pass through seven generators.
   */
  follow(tell: Tell): Promise<void>
}

/** What the visitor gets: Markdown text, its sources, and what becomes of the conversation. */
export interface Answer {
  message: string
  sources: Source[]
  /** Set when the conversation changes hands. */
  conversationStatus: 'escalated' | 'upsell_opportunity' | undefined
}

/** An answer whose text has been told, and what is stored of how it came about. */
export interface ToldAnswer extends Answer {
  /** `partial`: it was cut, and says so. */
  status: 'complete' | 'partial'
  /** The model that wrote it. */
  model: string | null
  answeredBy: AnsweredBy
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

/** The same turn without any provider: where the money is spent, and where nothing may leave this machine. */
export function withoutModels(deps: TurnDeps): TurnDeps {
  return { ...deps, languageModel: undefined, embedder: undefined, reranker: undefined }
}
