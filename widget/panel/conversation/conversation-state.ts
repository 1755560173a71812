import type { Source } from '../../../contract/chat.ts'
import type { WidgetConfig } from '../../../contract/widget-config.ts'

/**
 * Why something did not work, as the visitor is told; each has its sentence, `failure_<code>` of the texts.
 * `timeout`: nothing came for 30 s. `cut`: the stream broke off. `busy`: too many answers at once from this network.
 * `forbidden`: the conversation is another visitor's. `refused`: the server knows why, see `detail`.
 * `failed`: the server could not answer.
 */
export type FailureCode =
  | 'offline'
  | 'unreachable'
  | 'timeout'
  | 'cut'
  | 'rate_limited'
  | 'busy'
  | 'unavailable'
  | 'forbidden'
  | 'too_long'
  | 'empty'
  | 'refused'
  | 'failed'

export interface Failure {
  code: FailureCode
  /** When it is tried again by itself, milliseconds of `Date.now()`: what a countdown counts to. Without it nothing happens until `retry`. */
  retry_at?: number
  /** The server's own sentence, only where it knows more than the code says. */
  detail?: string
}

/**
 * Of a question: `sending` (on its way), `queued` (it goes when those before it are answered), `unsent` (kept here, see `failure`), `stopped` (the visitor
 * stopped it before the server had it), `done` (stored by the server).
 * Of an answer: `waiting` (nothing of it yet), `streaming`, `done`, `partial` (cut off), `stopped` (by the visitor).
 */
export type MessageStatus =
  | 'sending'
  | 'queued'
  | 'waiting'
  | 'streaming'
  | 'done'
  | 'partial'
  | 'stopped'
  | 'unsent'

export type Rating = 'up' | 'down'

/** One message. A message that nothing touched stays the same object. */
export interface Message {
  /** Unlike any other of the conversation, and the same over reloads: a key for lists. */
  key: string
  /** Shared by a question and its answer. */
  message_id: string
  role: 'user' | 'assistant'
  /** Of an answer: Markdown. */
  text: string
  status: MessageStatus
  /** Of an answer: the specialist's id or `escalate`; null until she is known, and of questions. */
  agent: string | null
  /** True when another specialist than in the answer before speaks. */
  agentChanged: boolean
  sources: readonly Source[]
  rating: Rating | null
  /** Of a question that is `unsent`, or of an answer that is `partial`: why; `retry(message_id)` tries again. */
  failure: Failure | null
  /** Set when the last rating was refused; `rating` is then what it was before. */
  ratingFailure: Failure | null
}

export interface ConversationState {
  /** Oldest first. */
  messages: readonly Message[]
  /** The messages of earlier visits: `failed` may be asked for again by `load()`. */
  history: 'none' | 'loading' | 'loaded' | 'failed'
  /** What is written and not sent, kept over a reload. */
  draft: string
  online: boolean
  /** The team; null until it is loaded. */
  config: WidgetConfig | null
}

/** Before anything is known. */
export const initialState: ConversationState = {
  messages: [],
  history: 'none',
  draft: '',
  online: true,
  config: null,
}
