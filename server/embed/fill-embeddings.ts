import { claimJob } from '../operations/claim-job.ts'
import { embeddingStatus } from '../operations/embedding-status.ts'
import { finishJob } from '../operations/finish-job.ts'
import { type MissingEmbedding, missingEmbeddings } from '../operations/missing-embeddings.ts'
import { recordSpending } from '../operations/record-spending.ts'
import { storeEmbeddings } from '../operations/store-embeddings.ts'
import { switchEmbeddingModel } from '../operations/switch-embedding-model.ts'
import type { Database } from '../ports/database.ts'
import { type Embedder, embeddingSpace } from '../ports/embedder.ts'
import { ProviderError } from '../ports/provider-error.ts'
import { type EmbedTextsDeps, embedTexts } from './embed-texts.ts'

const jobName = 'embed'
/** Whoever takes a batch has it this long: one that was killed keeps others waiting no longer. */
export const batchLeaseSeconds = 60
const lookMilliseconds = 1000

export interface FillEmbeddings extends Omit<EmbedTextsDeps, 'embedder' | 'onPause'> {
  database: Database
  embedder: Embedder
  /** Chunks a call and a transaction; what is paid twice at most when a process is killed. */
  batch?: number
  leaseSeconds?: number
  /** US dollars for tokens that the provider names no price of; null when nobody knows. */
  priceOf?(tokens: number): number | null
  /** After each batch: chunks embedded so far by this call. */
  onProgress?(progress: { done: number; tokens: number }): void
  /** Before a pause that the provider needs. */
  onPause?: EmbedTextsDeps['onPause']
  /** Once, when another process is at it, or was killed less than a lease ago. */
  onWaiting?(): void
}

/** What became of it. `refused`: chunks that the model does not take; words alone find them. */
export interface FillOutcome {
  kind: 'done' | 'interrupted' | 'failed'
  done: number
  tokens: number
  /** US dollars; null when nobody knows. */
  cost: number | null
  refused: string[]
  /** The model whose embeddings are searched now. */
  active: string
  error?: ProviderError
}

/**
 * Gives an embedding to every chunk that has none of the embedder's model, a batch at a time, each stored before the next
 * one is paid for; and when that is not the model that is searched, switches to it once all are there. Any number of
 * processes may do this at once: one batch is one process's, unless its
 * provider takes longer than the lease. A provider's failure that lasts ends it (`failed`), and
 * calling it again goes on. So does a whole batch refused by a model that has embedded nothing yet: that is a wrong name or
 * address, not the texts, and what is stored of another model stays. Throws what the database throws.
 */
export async function fillEmbeddings(request: FillEmbeddings): Promise<FillOutcome> {
  const { database, embedder, signal } = request
  const model = embeddingSpace(embedder)
  const outcome: FillOutcome = { kind: 'done', done: 0, tokens: 0, cost: 0, refused: [], active: model }
  try {
    for (;;) {
      const { active } = await switchEmbeddingModel(database, { model, without: outcome.refused })
      outcome.active = active
      if ((await fillOnce(request, model, outcome)) === 0 && active === model) return outcome
    }
  } catch (error) {
    if (signal?.aborted) return { ...outcome, kind: 'interrupted' }
    if (error instanceof ProviderError) return { ...outcome, kind: 'failed', error }
    throw error
  }
}

/** Goes once through what is missing; how many chunks it embedded. */
async function fillOnce(request: FillEmbeddings, model: string, outcome: FillOutcome): Promise<number> {
  const { database, batch: limit = 64 } = request
  const before = outcome.done
  let after: string | undefined
  for (;;) {
    await takeTurn(request)
    try {
      const chunks = await missingEmbeddings(database, { model, limit, after })
      after = chunks.at(-1)?.chunkId
      if (after === undefined) return outcome.done - before
      await embedBatch(request, model, chunks, outcome)
    } finally {
      await finishJob(database, { name: jobName, done: false, result: { model, chunks: outcome.done } })
    }
    request.onProgress?.({ done: outcome.done, tokens: outcome.tokens })
  }
}

async function embedBatch(
  request: FillEmbeddings,
  model: string,
  found: readonly MissingEmbedding[],
  outcome: FillOutcome,
): Promise<void> {
  const chunks = found.filter(({ chunkId }) => !outcome.refused.includes(chunkId))
  const { vectors, tokens, cost, refusal } = await embedTexts(
    request,
    chunks.map(({ text }) => text),
  )
  const paid = cost ?? request.priceOf?.(tokens) ?? null
  outcome.tokens += tokens
  outcome.cost = paid === null || outcome.cost === null ? null : outcome.cost + paid
  const embeddings = chunks.flatMap(({ chunkId }, at) => {
    const embedding = vectors[at]
    if (embedding) return [{ chunkId, embedding }]
    outcome.refused.push(chunkId)
    return []
  })
  if (embeddings.length > 0) await storeEmbeddings(request.database, { model, embeddings })
  outcome.done += embeddings.length
  await recordBatch(request, chunks, { tokens, paid })
  if (embeddings.length === 0) await checkThatModelAnswers(request, model, refusal)
}

/** After a batch of which nothing was embedded. Throws ProviderError when the model never embedded anything here. */
async function checkThatModelAnswers(
  { database, embedder }: FillEmbeddings,
  model: string,
  refusal: ProviderError | undefined,
): Promise<void> {
  const { chunks, missing } = await embeddingStatus(database, { model })
  if (missing < chunks) return
  throw refusal ?? new ProviderError('rejected', { provider: embedder.model, model: embedder.model })
}

/** Writes down what a batch cost, each owner's part by the length of the texts. */
async function recordBatch(
  { database, embedder }: FillEmbeddings,
  chunks: readonly MissingEmbedding[],
  { tokens, paid }: { tokens: number; paid: number | null },
): Promise<void> {
  if (tokens === 0 && !paid) return
  const sizeOf = (some: readonly MissingEmbedding[]) => some.reduce((sum, { text }) => sum + text.length, 0)
  const whole = Math.max(1, sizeOf(chunks))
  for (const [agent, own = []] of Object.entries(Object.groupBy(chunks, ({ owner }) => owner))) {
    const share = sizeOf(own) / whole
    await recordSpending(database, {
      agent,
      step: 'embed',
      model: embedder.model,
      calls: 1,
      promptTokens: Math.round(tokens * share),
      cost: paid === null ? null : paid * share,
    })
  }
}

/** Waits for its turn among the processes that fill in embeddings. */
async function takeTurn({
  database,
  wait,
  signal,
  onWaiting,
  leaseSeconds = batchLeaseSeconds,
}: FillEmbeddings) {
  for (let looks = 0; ; looks += 1) {
    signal?.throwIfAborted()
    const { claimed } = await claimJob(database, { name: jobName, everySeconds: 0, leaseSeconds })
    if (claimed) return
    if (looks === 2) onWaiting?.()
    await wait(lookMilliseconds)
  }
}
