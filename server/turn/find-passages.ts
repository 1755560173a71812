import { AppError } from '../errors.ts'
import { type Passage, searchKnowledge } from '../operations/search-knowledge.ts'
import { embedQuestion } from './model/embed-question.ts'
import { type ModelLog, toTrouble } from './model/model-log.ts'
import type { ModelTools } from './model/model-tools.ts'
import { standsAlone } from './question-in-context.ts'
import type { TurnDeps } from './turn.ts'

type EmbedDeps = Pick<TurnDeps, 'embedder'>

/** An embedding that is on its way while something else is done. */
export interface StartedEmbedding {
  /** What is embedded; null when nothing is. */
  text: string | null
  vector: Promise<number[] | undefined>
  /** Nobody needs it any more. */
  cancel(): void
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
  const abort = new AbortController()
  const cancel = () => abort.abort()
  if (!deps.embedder || !standsAlone(message))
    return { text: null, vector: Promise.resolve(undefined), cancel }
  return { text: message, vector: embed(deps, tools, message, log, abort.signal), cancel }
}

/** The passages that answer a question, whoever owns them: by meaning and by words, or by words alone. */
export async function findPassages(
  deps: EmbedDeps & Pick<TurnDeps, 'database' | 'personas' | 'settings'>,
  { tools, log, embedding }: { tools: ModelTools; log: ModelLog; embedding: StartedEmbedding },
  query: string,
): Promise<Passage[]> {
  const search = (vector: number[] | undefined) =>
    searchKnowledge(deps.database, {
      query,
      agents: deps.personas.map(persona => persona.id),
      embedding: vector,
      limit: deps.settings.initialResults,
    })
  if (embedding.text !== query) embedding.cancel()
  const vector = await (embedding.text === query ? embedding.vector : embed(deps, tools, query, log))
  if (vector === undefined) return search(undefined)
  try {
    return await search(vector)
  } catch (error) {
    // A database that is away is away without the vector too; one that cannot compare it still knows words.
    if (error instanceof AppError) throw error
    const model = deps.embedder?.model ?? ''
    log.troubles.push(toTrouble(error, { step: 'embed', model, milliseconds: 0, next: 'lexical' }))
    return search(undefined)
  }
}

function embed(deps: EmbedDeps, tools: ModelTools, text: string, log: ModelLog, signal?: AbortSignal) {
  const { cache, stepBreakers: breakers, timers } = tools
  return embedQuestion({ embedder: deps.embedder, cache, breakers, timers }, text, log, signal)
}
