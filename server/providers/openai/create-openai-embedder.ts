import type { Embedder } from '../../ports/embedder.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import { saysError, toCompletionError } from '../completions/completion-error.ts'
import type { HttpCall } from '../http/http-call.ts'
import type { HttpPool } from '../http/http-pool.ts'
import { postJson } from '../http/post-json.ts'
import { readCost, readTokens } from '../http/read-figures.ts'
import { readObject } from '../http/read-value.ts'
import { toEmbeddingBatches } from './embedding-batches.ts'
import { readEmbeddings } from './read-embeddings.ts'

export interface OpenAiEmbedderOptions {
  pool: HttpPool
  /** None for most servers of one's own. */
  apiKey?: string | undefined
  /** Up to and without `/embeddings`; OpenAI's own by default. */
  baseUrl?: string
  model?: string
  /** How long the model's vectors are; any other length is refused. */
  dimensions?: number
  /** As errors and logs name it; `openai`, or the host of another base URL. */
  provider?: string
  /** By default OpenAI's limits for its models (2,048 texts and 300,000 tokens a call), 32 and 8,000 for others. */
  batch?: { maxTexts: number; maxTokens: number }
  /** Milliseconds since 1970. */
  now?: () => number
}

const openAiUrl = 'https://api.openai.com/v1'
const openAiBatch = { maxTexts: 2_048, maxTokens: 300_000 }
/** Mistral takes 16,000 tokens a call; a model on a small machine has to be done within a minute. */
const modestBatch = { maxTexts: 32, maxTokens: 8_000 }

/**
 * Embeddings over OpenAI's wire: OpenAI's `text-embedding-3-small` by default, or any server that speaks it. Members that
 * only OpenAI knows (`dimensions`, base64) are sent for its own models only. What its failures become is failures.md,
 * rows 39 to 42.
 */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { baseUrl = openAiUrl, model = 'text-embedding-3-small', dimensions = 1536 } = options
  const ofOpenAi = model.startsWith('text-embedding-3-')
  const wire: EmbeddingWire = {
    ...options,
    baseUrl,
    model,
    dimensions,
    provider: options.provider ?? (baseUrl === openAiUrl ? 'openai' : new URL(baseUrl).host),
    extras: ofOpenAi ? { dimensions, encoding_format: 'base64' } : {},
    now: options.now ?? Date.now,
  }
  const batch = options.batch ?? (ofOpenAi ? openAiBatch : modestBatch)
  return {
    model,
    dimensions,
    async embed(texts, { signal, deadline } = {}) {
      const end = deadline === undefined ? undefined : performance.now() + deadline
      const whole = { vectors: [] as number[][], tokens: 0, cost: null as number | null }
      for (const inputs of toEmbeddingBatches(texts, batch)) {
        const total = end === undefined ? undefined : Math.max(1, Math.ceil(end - performance.now()))
        const part = await embedBatch(wire, inputs, { signal, total })
        whole.vectors.push(...part.vectors)
        whole.tokens += part.tokens
        if (part.cost !== null) whole.cost = (whole.cost ?? 0) + part.cost
      }
      return whole
    },
  }
}

interface EmbeddingWire {
  pool: HttpPool
  apiKey?: string | undefined
  baseUrl: string
  model: string
  dimensions: number
  provider: string
  extras: Record<string, unknown>
  now(): number
}

async function embedBatch(
  wire: EmbeddingWire,
  inputs: readonly string[],
  limits: { signal: AbortSignal | undefined; total: number | undefined },
): Promise<Awaited<ReturnType<Embedder['embed']>>> {
  const { provider, model, dimensions, apiKey } = wire
  const call: HttpCall = {
    provider,
    model,
    url: `${wire.baseUrl}/embeddings`,
    headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, input: inputs, ...wire.extras }),
    signal: limits.signal,
    // A batch comes whole, when the last of its texts is done: its first byte may take as long as all of it.
    deadlines: { total: limits.total, firstToken: inputs.length > 1 ? Number.POSITIVE_INFINITY : undefined },
    // A number takes at most some 25 characters of JSON.
    maxReplyBytes: 100_000 + inputs.length * (dimensions * 25 + 1_000),
  }
  const reply = await postJson(wire.pool, call)
  if (reply.status < 200 || reply.status >= 300 || saysError(reply.body)) {
    throw toCompletionError(reply, { provider, model }, wire.now())
  }
  const read = readEmbeddings(reply.body, inputs.length, dimensions)
  if ('problem' in read) {
    const message = `${provider}: malformed (${read.problem})`
    throw new ProviderError('malformed', { provider, model, status: reply.status, message })
  }
  const usage = readObject(readObject(reply.body).usage)
  return {
    vectors: read.vectors,
    tokens: readTokens(usage.total_tokens) || (readTokens(usage.prompt_tokens) ?? 0),
    cost: readCost(usage.cost),
  }
}
