import type { Persona } from '../server/agents/persona.ts'
import type { Config } from '../server/config.ts'
import type { Database } from '../server/ports/database.ts'
import type { createProviders } from '../server/providers/create-providers.ts'
import { passagesFor } from '../server/turn/answer.ts'
import { findPassages, startEmbedding } from '../server/turn/find-passages.ts'
import { matchPairs } from '../server/turn/match-pairs.ts'
import { choosePassages } from '../server/turn/model/choose-passages.ts'
import type { ModelLog } from '../server/turn/model/model-log.ts'
import { createModelTools } from '../server/turn/model/model-tools.ts'
import type { QuestionInContext } from '../server/turn/question-in-context.ts'
import { isAnsweredByAll } from '../server/turn/shared-answer.ts'

type Providers = Pick<Awaited<ReturnType<typeof createProviders>>, 'embedder' | 'reranker'>

/**
 * What a turn would find for a question, by the functions that a turn calls, and what it would give to a model: one call to
 * the embedder and one to the reranker, where there are any. The language model is not asked. `own`: what the message asks
 * by itself, for the pairs.
 */
export async function findAsTurn(
  deps: {
    config: Config
    personas: readonly Persona[]
    database: Database
    log: ModelLog
  } & Partial<Providers>,
  { search, own }: Pick<QuestionInContext, 'search' | 'own'>,
) {
  const { config, personas, database, log, embedder, reranker } = deps
  const settings = {
    rateLimit: config.rateLimit,
    maxHistoryMessages: 0,
    initialResults: config.search.initialResults,
    leaseSeconds: 1,
  }
  const tools = createModelTools({ clock: () => performance.now(), settings })
  const began = performance.now()
  const embedding = startEmbedding({ embedder }, tools, search, log)
  const { passages, pairs } = await findPassages(
    { embedder, database, personas, settings },
    { tools, log, embedding },
    search,
  )
  const milliseconds = performance.now() - began
  const { rerankTopN: limit, similarityThreshold: threshold } = config.search
  /** A specialist's passages in the reranker's order, and those that a model is given. */
  const choose = (persona: Persona) =>
    choosePassages(
      { reranker, breakers: tools.stepBreakers, timers: tools.timers },
      { query: search, passages: passagesFor(persona.id, passages), limit, threshold },
      log,
    )
  return {
    passages,
    matches: matchPairs(
      own,
      pairs,
      passages.map(({ content }) => content),
    ),
    answeredByAll: () => isAnsweredByAll(own, passages),
    milliseconds,
    choose,
  }
}
