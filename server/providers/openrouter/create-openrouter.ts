import type { LanguageModel, ModelMessage, ModelRequest } from '../../ports/language-model.ts'
import { createCompletionModel } from '../completions/completion-model.ts'
import type { HttpPool } from '../http/http-pool.ts'

export interface OpenRouterOptions {
  apiKey: string
  pool: HttpPool
  /** Up to and without `/chat/completions`; OpenRouter's own by default. */
  baseUrl?: string
  /** How calls are attributed on OpenRouter's pages: the site's address and name. */
  attribution?: { url: string; title: string }
  /**
   * Only endpoints that neither keep what they are sent nor learn from it (openrouter.ai/docs/guides/privacy/zdr); a model
   * that has none fails as one that is gone. Default false: what the account says.
   */
  zeroRetention?: boolean
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Anthropic takes no more markers a request. */
const maxCacheMarkers = 4
/** The makers whose models cache only what is marked; the others' caches need no word of ours. */
const markedCaches = /^(anthropic|google)\//

/**
 * Language models through OpenRouter: attribution headers, cost with the usage, prompt-cache markers, structured
 * output. What its failures become is failures.md, rows 1 to 38.
 */
export function createOpenRouter(options: OpenRouterOptions): LanguageModel {
  const { apiKey, pool, attribution, zeroRetention = false, now = Date.now } = options
  return createCompletionModel({
    provider: 'openrouter',
    baseUrl: options.baseUrl ?? 'https://openrouter.ai/api/v1',
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(attribution && { 'http-referer': attribution.url, 'x-title': attribution.title }),
    },
    pool,
    oneId: true,
    now,
    extraMembers: () => ({
      usage: { include: true },
      ...(zeroRetention && { provider: { zdr: true, data_collection: 'deny' } }),
    }),
    toMessages,
  })
}

function toMessages({ model, messages }: ModelRequest): unknown[] {
  const marked = markedCaches.test(model) ? messages.filter(({ cacheable }) => cacheable) : []
  const markers = new Set(marked.slice(-maxCacheMarkers))
  return messages.map(message => toMessage(message, markers.has(message)))
}

function toMessage({ role, content }: ModelMessage, marker: boolean): unknown {
  if (!marker) return { role, content }
  return { role, content: [{ type: 'text', text: content, cache_control: { type: 'ephemeral' } }] }
}
