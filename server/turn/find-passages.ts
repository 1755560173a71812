import { AppError } from '../errors.ts'
import { type SearchOutcome, searchByModel } from '../operations/search-knowledge.ts'
import { embeddingSpace } from '../ports/embedder.ts'
import { standsAlone } from './leaning-question.ts'
import { embedQuestion } from './model/embed-question.ts'
import { type ModelLog, toTrouble } from './model/model-log.ts'
import type { ModelTools } from './model/model-tools.ts'
import type { TurnDeps } from './turn.ts'

type EmbedDeps = Pick<TurnDeps, 'embedder' | 'priceOf'>

/** A question's vector, and whose it is: it is compared with that model's only. */
interface QuestionVector {
  embedding: number[]
  embeddingModel: string
}

/** An embedding that is on its way while something else is done. */
export interface StartedEmbedding {
  /** What is embedded; null when nothing is. */
  text: string | null
  vector: Promise<QuestionVector | undefined>
  /** Nobody needs it any more. */
  cancel(): void
}

/** For a question that waits for its admission, or that nobody embeds. */
export const nothingEmbedded: StartedEmbedding = {
  text: null,
  vector: Promise.resolve(undefined),
  cancel: () => undefined,
}

/**
 * Embeds a message before anything is known of its conversation, when it says by itself what is asked. "Et pour
 * les réels ?" waits for what was said before it.
 */
export function startEmbedding(
  deps: EmbedDeps,
  tools: ModelTools,
  message: string,
  log: ModelLog,
): StartedEmbedding {
  if (!deps.embedder || !standsAlone(message)) return nothingEmbedded
  const abort = new AbortController()
  return {
    text: message,
    vector: embed(deps, tools, message, log, abort.signal),
    cancel: () => abort.abort(),
  }
}

/** The passages and pairs that answer a question, whoever owns them: by meaning and by words, or by words alone. */
export async function findPassages(
  deps: EmbedDeps & Pick<TurnDeps, 'database' | 'personas' | 'settings'>,
  { tools, log, embedding }: { tools: ModelTools; log: ModelLog; embedding: StartedEmbedding },
  query: string,
): Promise<SearchOutcome> {
  const search = async (vector: QuestionVector | undefined) => {
    const found = await searchByModel(deps.database, {
      query,
      agents: deps.personas.map(persona => persona.id),
      ...vector,
      limit: deps.settings.initialResults,
    })
    deps.embedder?.follow?.(found.embeddingModel)
    return found
  }
  if (embedding.text !== query) embedding.cancel()
  const vector = await (embedding.text === query ? embedding.vector : embed(deps, tools, query, log))
  if (vector === undefined) return search(undefined)
  const about = { step: 'embed', model: vector.embeddingModel, milliseconds: 0, next: 'lexical' } as const
  try {
    const found = await search(vector)
    if (found.embeddingModel === vector.embeddingModel) return found
    // The model was switched a moment ago: the embedder knows now, and has the question again of the new one.
    const again =
      deps.embedder && embeddingSpace(deps.embedder) === found.embeddingModel
        ? await embed(deps, tools, query, log)
        : undefined
    if (again) return search(again)
    log.troubles.push({ ...about, reason: 'other_model', status: null })
    return found
  } catch (error) {
    // A database that is away is away without the vector too; one that cannot compare it still knows words.
    if (error instanceof AppError) throw error
    log.troubles.push(toTrouble(error, about))
    return search(undefined)
  }
}

async function embed(
  deps: EmbedDeps,
  tools: ModelTools,
  text: string,
  log: ModelLog,
  signal?: AbortSignal,
): Promise<QuestionVector | undefined> {
  const { embedder } = deps
  if (embedder === undefined) return undefined
  const { cache, stepBreakers: breakers, timers } = tools
  // Read now: by the time the vector is here, the embedder may have changed to another model.
  const embeddingModel = embeddingSpace(embedder)
  const embedding = await embedQuestion(
    { embedder, cache, breakers, timers, priceOf: deps.priceOf },
    text,
    log,
    signal,
  )
  return embedding && { embedding, embeddingModel }
}
