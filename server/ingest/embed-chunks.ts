import { embedTexts } from '../embed/embed-texts.ts'
import type { ChunkInput } from '../operations/put-document.ts'
import { recordSpending } from '../operations/record-spending.ts'
import type { Database } from '../ports/database.ts'
import { type Embedder, embeddingSpace } from '../ports/embedder.ts'
import { ProviderError } from '../ports/provider-error.ts'

export interface EmbedChunks {
  embedder: Embedder
  /** US dollars for tokens that the provider names no price of; null when nobody knows. */
  priceOf?(tokens: number): number | null
  wait(milliseconds: number): Promise<void>
  random(): number
}

/** What a chunk is embedded as: missing_embeddings() composes the same. */
function toText({ section, content }: ChunkInput, title: string): string {
  return [section ?? title, content].filter(Boolean).join('\n').slice(0, 12_000)
}

/**
 * Embeds the chunks of documents as they are ingested. After a provider's failure documents go on without: their words find
 * them, and `npm run embed` makes the rest.
 */
export function createChunkEmbedder(database: Database, deps: EmbedChunks, signal?: AbortSignal) {
  let failure: ProviderError | null = null
  /** Of texts that the model does not take: the others go on. */
  let refusal: ProviderError | undefined
  let left = 0
  return {
    /** The name that is stored beside the vectors. */
    model: embeddingSpace(deps.embedder),
    /** The chunks with their embeddings; as they are when there are none to be had. */
    async embed(
      chunks: ChunkInput[],
      { title, owner }: { title: string; owner: string },
    ): Promise<ChunkInput[]> {
      if (failure === null) {
        try {
          const texts = chunks.map(chunk => toText(chunk, title))
          const {
            vectors,
            tokens,
            cost,
            refusal: refused,
          } = await embedTexts({ ...deps, signal, tries: 3 }, texts)
          refusal = refused ?? refusal
          left += vectors.filter(vector => vector === null).length
          const paid = cost ?? deps.priceOf?.(tokens) ?? null
          const { model } = deps.embedder
          if (tokens > 0)
            await recordSpending(database, {
              agent: owner,
              step: 'embed',
              model,
              calls: 1,
              promptTokens: tokens,
              cost: paid,
            })
          return chunks.map((chunk, at) => ({ ...chunk, embedding: vectors[at] ?? null }))
        } catch (error) {
          if (!(error instanceof ProviderError) && !signal?.aborted) throw error
          failure =
            error instanceof ProviderError
              ? error
              : new ProviderError('cancelled', { provider: 'chatbot-v2' })
        }
      }
      left += chunks.length
      return chunks
    },
    /** What the operator should know in the end (French). */
    notices(): string[] {
      const why = failure ?? refusal
      if (why === undefined) return []
      return [
        `Extraits sans embedding : ${left} (${why.provider} : ${why.failure}). Leurs mots suffisent à les trouver ; npm run embed fera le reste.`,
      ]
    },
  }
}
export type ChunkEmbedder = ReturnType<typeof createChunkEmbedder>
