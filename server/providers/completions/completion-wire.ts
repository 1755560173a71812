import type { ModelRequest } from '../../ports/language-model.ts'
import type { HttpPool } from '../http/http-pool.ts'

/** What differs between servers that speak OpenAI's chat wire. */
export interface CompletionWire {
  /** As errors and logs name it. */
  provider: string
  /** Up to and without `/chat/completions`. */
  baseUrl: string
  headers: Readonly<Record<string, string>>
  pool: HttpPool
  /** All events of a stream have one id: others are dropped. */
  oneId: boolean
  now(): number
  /** The members of a body of its own, beside model, messages, max_tokens, temperature and stream. */
  extraMembers(request: ModelRequest): Record<string, unknown>
  /** A message as its wire wants it. */
  toMessages(request: ModelRequest): unknown[]
}
