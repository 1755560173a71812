import { setTimeout as delay } from 'node:timers/promises'
import type { EmbedChunks } from '../server/ingest/embed-chunks.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { embeddingCost } from '../server/providers/prices/cost-of.ts'
import { readPrices } from '../server/providers/prices/read-prices.ts'
import { readConfig } from './command-line.ts'

/** What makes embeddings of the chunks, when the configuration names a model; `close` ends its connections. */
export async function connectEmbedder(
  signal: AbortSignal,
): Promise<{ embedding: EmbedChunks | undefined; close(): Promise<void> }> {
  const { providers: settings } = readConfig()
  const { embedder, close } = await createProviders(settings)
  if (embedder === undefined) return { embedding: undefined, close }
  const { prices } = readPrices()
  const priceOf = (tokens: number) =>
    settings.transformers ? 0 : embeddingCost(embedder.model, tokens, prices)
  const wait = (milliseconds: number) => delay(milliseconds, undefined, { signal })
  return { embedding: { embedder, priceOf, wait, random: Math.random }, close }
}
