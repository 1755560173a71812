import { z } from 'zod'
import { Identifier } from './identifier.ts'
import { MessageText } from './message-text.ts'

/** How an answer in French speaks to the visitor; in other languages it says nothing. */
export const Formality = z.enum(['tu', 'vous'])
export type Formality = z.infer<typeof Formality>

/** Body of `POST /api/chat`. Unknown members are ignored; `timestamp` is accepted and not believed. */
export const ChatRequest = z.object({
  user_id: Identifier,
  conversation_id: Identifier,
  message: MessageText,
  timestamp: z.unknown().optional(),
  message_id: Identifier.nullish().transform(id => id ?? undefined),
  /** `tu` where nothing is said. */
  formality: Formality.nullish(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

/** A passage that supports the answer: enough to show it and to open it. `quote` is verbatim. */
export const Source = z.object({
  document: z.string(),
  title: z.string(),
  section: z.string().optional(),
  page: z.number().int().positive().optional(),
  url: z.string().optional(),
  quote: z.string(),
})
export type Source = z.infer<typeof Source>

/** A persona's slug (`audrey`, `carole`, …) or `escalate`. */
export const AgentSlug = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)

/** Reply of `POST /api/chat`, and `data` of the SSE event `done`. */
export const ChatReply = z.object({
  conversation_id: z.string(),
  message_id: z.string(),
  message: z.string(),
  agent: AgentSlug,
  confidence: z.number().min(0).max(1),
  reasoning: z.string(),
  sources: z.array(Source),
  timestamp: z.iso.datetime(),
})
export type ChatReply = z.infer<typeof ChatReply>

/**
 * What one turn tells, in order: accepted → agent → sources → delta … → done | error. `sources` may come again, one source
 * longer, before the delta that shows a new number: `[2]` is the second source of the list told last.
 * The same union crosses HTTP as server-sent events (`event: <type>`, `data: <the rest as JSON>`).
 */
export type ChatEvent =
  | { type: 'accepted'; conversation_id: string; message_id: string }
  | { type: 'agent'; agent: string; confidence: number; reasoning: string }
  | { type: 'sources'; sources: Source[] }
  | { type: 'delta'; text: string }
  | { type: 'done'; reply: ChatReply }
  | { type: 'error'; code: string; message: string }
