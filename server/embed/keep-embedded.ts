import { setTimeout as delay } from 'node:timers/promises'
import { type EmbeddingStatus, embeddingStatus } from '../operations/embedding-status.ts'
import type { Database } from '../ports/database.ts'
import { type Embedder, embeddingSpace } from '../ports/embedder.ts'
import { type FillOutcome, fillEmbeddings } from './fill-embeddings.ts'

const hourMilliseconds = 3_600_000
/** Visitors first: a server that has just started has enough to do. */
const startMilliseconds = 5000
/** More than this is an operator's decision (`npm run embed` says what it costs): a third of a dollar cent a thousand. */
export const unaskedChunks = 2000

export interface KeepEmbedded {
  database: Database
  /** The one that is configured. */
  embedder: Embedder
  priceOf?(tokens: number): number | null
  random(): number
  /** Embeddings were made, or a provider's failure ended it. */
  onFilled(outcome: FillOutcome): void
  /** Told once: passages without an embedding that wait for the operator. */
  onLeft(status: EmbeddingStatus): void
  onError(error: unknown): void
  signal: AbortSignal
}

/**
 * Soon after the start and then every hour: gives an embedding to the chunks that have none, when these are few and it is
 * no change of model; tells the operator otherwise. Any number of servers may do this, each chunk is one's. Resolves
 * once `signal` is aborted; keeps no process alive.
 */
export async function keepEmbedded(deps: KeepEmbedded): Promise<void> {
  const { database, embedder, random, signal } = deps
  const wait = (milliseconds: number) => delay(milliseconds, undefined, { signal, ref: false })
  const model = embeddingSpace(embedder)
  let pause = startMilliseconds
  let told = false
  while (!signal.aborted) {
    try {
      await wait(pause)
      const status = await embeddingStatus(database, { model })
      const isChange = status.active !== model && status.embedded > 0
      if (status.missing > unaskedChunks || isChange) {
        if (!told) deps.onLeft(status)
        told = true
      } else if (status.missing > 0) {
        const { priceOf } = deps
        const outcome = await fillEmbeddings({
          database,
          embedder,
          ...(priceOf && { priceOf }),
          wait,
          random,
          signal,
        })
        if (outcome.kind !== 'interrupted') deps.onFilled(outcome)
      }
    } catch (error) {
      if (signal.aborted) return
      deps.onError(error)
    }
    pause = hourMilliseconds * (0.9 + 0.2 * random())
  }
}
