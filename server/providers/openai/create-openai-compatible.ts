import type { LanguageModel } from '../../ports/language-model.ts'
import { createCompletionModel } from '../completions/completion-model.ts'
import type { HttpPool } from '../http/http-pool.ts'

export interface OpenAiCompatibleOptions {
  /** Up to and without `/chat/completions`: `http://127.0.0.1:11434/v1`. */
  baseUrl: string
  pool: HttpPool
  /** None for most servers of one's own. */
  apiKey?: string | undefined
  /** As errors and logs name it; the host of the base URL by default. */
  provider?: string
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * Language models of any server that speaks OpenAI's chat wire: Ollama, LM Studio, vLLM, Mistral, OpenAI itself. Sends
 * nothing that only OpenRouter knows. A server or model that refuses `stream_options`, `response_format`, `temperature`
 * or `max_tokens` is asked again without, once.
 */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): LanguageModel {
  const { baseUrl, pool, apiKey, provider = new URL(baseUrl).host, now = Date.now } = options
  return createCompletionModel({
    provider,
    baseUrl,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    pool,
    // Some of these servers number each event of a stream anew.
    oneId: false,
    now,
    extraMembers: () => ({ stream_options: { include_usage: true } }),
    toMessages: ({ messages }) => messages.map(({ role, content }) => ({ role, content })),
  })
}
