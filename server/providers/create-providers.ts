import type { Embedder } from '../ports/embedder.ts'
import type { LanguageModel } from '../ports/language-model.ts'
import type { Reranker } from '../ports/reranker.ts'
import { createAiSdkModel } from './ai-sdk/create-ai-sdk-model.ts'
import { type AiSdkSettings, loadAiSdkProvider } from './ai-sdk/load-ai-sdk-provider.ts'
import { createCohereReranker } from './cohere/create-cohere-reranker.ts'
import { parseEmbeddingSpace } from './embedding-space.ts'
import { createHttpPool, type HttpPool } from './http/http-pool.ts'
import { createOpenAiCompatible } from './openai/create-openai-compatible.ts'
import { createOpenAiEmbedder } from './openai/create-openai-embedder.ts'
import { createOpenRouter } from './openrouter/create-openrouter.ts'
import { padEmbedder } from './pad-embedder.ts'
import {
  loadTransformersEmbedder,
  type TransformersOptions,
} from './transformers/load-transformers-embedder.ts'
import { isOn, speaksOpenRouter, type VendorSettings } from './vendors.ts'

export interface ProviderSettings {
  openrouter: VendorSettings
  openai: VendorSettings
  cohere: VendorSettings
  /** How calls are attributed at OpenRouter; the product's own name by default. */
  attribution?: { url: string; title: string } | undefined
  /** OpenRouter asks only those who neither keep nor learn from what they are sent. */
  zeroRetention?: boolean | undefined
  /** Another model than OpenAI's `text-embedding-3-small` of 1536 dimensions. */
  embedding?: { model: string; dimensions: number } | undefined
  rerankModel?: string | undefined
  /** Answers by a provider of the AI SDK instead of OpenRouter. */
  aiSdk?: AiSdkSettings | undefined
  /** Embeddings on this machine instead of OpenAI. */
  transformers?: TransformersOptions | undefined
  /** Headers that every call carries beside its own. */
  extraHeaders?: (() => Readonly<Record<string, string>>) | undefined
  /** How long the vectors are that the database keeps (1536). */
  vectorLength?: number | undefined
}

/** What is configured; undefined is what the product does without (extractive answers, lexical search, fused order). */
export interface Providers {
  language: LanguageModel | undefined
  embedder: Embedder | undefined
  reranker: Reranker | undefined
  /** The embedder of another model of the same vendor, by the name of its space; undefined when there is none to ask. */
  embedderOf(space: string): Embedder | undefined
  /** Closes every connection and the local model. */
  close(): Promise<void>
}

const ourselves = { url: 'https://chatbot-v2.invalid', title: 'chatbot-v2' }

/**
 * The providers that the configuration asks for. A vendor is on with a key, or without one at an address that is not the
 * vendor's own (a server of one's own). Calls nobody; throws an Error an operator can read (French) when an optional
 * package does not load.
 */
export async function createProviders(settings: ProviderSettings): Promise<Providers> {
  const pool = createHttpPool({ extraHeaders: settings.extraHeaders })
  const local = settings.transformers && (await loadTransformersEmbedder(settings.transformers))
  const embedder = local ?? createEmbedder(settings, pool)
  const { cohere, vectorLength = 1536 } = settings
  return {
    language: await createLanguage(settings, pool),
    embedder: embedder && padEmbedder(embedder, vectorLength),
    embedderOf(space) {
      const other = local
        ? undefined
        : createEmbedder({ ...settings, embedding: parseEmbeddingSpace(space) }, pool)
      return other && padEmbedder(other, vectorLength)
    },
    reranker: isOn('cohere', cohere)
      ? createCohereReranker({
          pool,
          ...cohere,
          ...(settings.rerankModel && { model: settings.rerankModel }),
        })
      : undefined,
    async close() {
      pool.close()
      await local?.close()
    },
  }
}

async function createLanguage(
  settings: ProviderSettings,
  pool: HttpPool,
): Promise<LanguageModel | undefined> {
  const { aiSdk, openrouter, attribution = ourselves, zeroRetention = false } = settings
  if (aiSdk !== undefined) {
    return createAiSdkModel({ provider: await loadAiSdkProvider(aiSdk), name: aiSdk.package })
  }
  const { apiKey, baseUrl } = openrouter
  if (!isOn('openrouter', openrouter)) return undefined
  if (apiKey !== undefined && speaksOpenRouter(baseUrl)) {
    return createOpenRouter({ apiKey, baseUrl, pool, attribution, zeroRetention })
  }
  return createOpenAiCompatible({ apiKey, baseUrl, pool })
}

function createEmbedder({ openai, embedding }: ProviderSettings, pool: HttpPool): Embedder | undefined {
  return isOn('openai', openai) ? createOpenAiEmbedder({ pool, ...openai, ...embedding }) : undefined
}
