import type { JsonObject } from './database.ts'

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant'
  content: string
  /** What comes up to and with this message is the same in the next calls: worth a provider's prompt cache. */
  cacheable?: boolean
}

export interface ModelRequest {
  model: string
  messages: readonly ModelMessage[]
  maxTokens: number
  temperature: number
  /** Asks for JSON of this JSON schema, by the provider's structured output where it has one. */
  schema?: { name: string; schema: JsonObject }
  signal?: AbortSignal
  /** Milliseconds; each adapter's own defaults where absent (failures.md: 5 s, 15 s, 20 s, 60 s). */
  deadlines?: { connect?: number; firstToken?: number; idle?: number; total?: number }
}

/** What a call used. Cost in US dollars as the provider says it; null when it does not. */
export interface ModelUsage {
  /** The model that answered, by the provider's word. */
  model: string
  promptTokens: number
  completionTokens: number
  /** Part of promptTokens that came from the provider's cache. */
  cachedTokens: number
  cost: number | null
}

/**
 * `usage` comes at most once and after the last text, also before a failure that was billed; `end` comes once and
 * last: a stream that ends without it has failed and throws. Tokens that arrive together are one `text`.
 */
export type ModelEvent =
  | { kind: 'text'; text: string }
  | { kind: 'usage'; usage: ModelUsage }
  | { kind: 'end'; reason: 'stop' | 'length' }

export interface LanguageModel {
  /**
   * One call, as it comes: no retry, no fallback. Throws ProviderError, also after some text. Leaving the loop or
   * aborting the signal closes the connection (a pending `next()` is ended by the signal only).
   */
  stream(request: ModelRequest): AsyncIterable<ModelEvent>
}
