import { ProviderError } from '../../ports/provider-error.ts'
import type { Reranker } from '../../ports/reranker.ts'
import type { HttpPool } from '../http/http-pool.ts'
import { postJson } from '../http/post-json.ts'
import { toCohereError } from './cohere-error.ts'
import { readRanking } from './read-ranking.ts'

export interface CohereRerankerOptions {
  pool: HttpPool
  /** None for a server of one's own that speaks the same wire. */
  apiKey?: string | undefined
  /** Up to and without `/v2/rerank`; Cohere's own by default. */
  baseUrl?: string
  model?: string
  /** Milliseconds since 1970. */
  now?: () => number
}

const provider = 'cohere'
/** More than any list of a thousand results takes. */
const maxReplyBytes = 1_000_000

/** Reranking over Cohere's v2 wire. What its failures become is failures.md, rows 43 to 45. */
export function createCohereReranker(options: CohereRerankerOptions): Reranker {
  const { pool, apiKey, baseUrl = 'https://api.cohere.com', now = Date.now } = options
  const model = options.model ?? 'rerank-multilingual-v3.0'
  return {
    model,
    async rerank({ query, texts, limit, signal, deadline }) {
      // The wire refuses an empty list and a top_n of 0.
      const wanted = Math.min(limit, texts.length)
      if (wanted === 0) return []
      const reply = await postJson(pool, {
        provider,
        model,
        url: `${baseUrl}/v2/rerank`,
        headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
        body: JSON.stringify({ model, query, documents: texts, top_n: wanted }),
        signal,
        deadlines: deadline === undefined ? {} : { total: deadline },
        maxReplyBytes,
      })
      if (reply.status < 200 || reply.status >= 300) throw toCohereError(reply, model, now())
      const read = readRanking(reply.body, texts.length, wanted)
      if ('problem' in read) {
        const message = `${provider}: malformed (${read.problem})`
        throw new ProviderError('malformed', { provider, model, status: reply.status, message })
      }
      return read.ranking
    },
  }
}
