import type { Persona } from './agents/persona.ts'
import type { Config } from './config.ts'
import type { ConnectedModels } from './connect-models.ts'
import type { BudgetSettings } from './turn/turn.ts'

/** The budgets in what providers bill, US dollars; undefined where none is set, and turns count nothing. */
export function toBudgetSettings({ budget }: Config): BudgetSettings | undefined {
  const { monthEur, visitorDayEur, eurPerUsd } = budget
  if (monthEur === undefined && visitorDayEur === undefined) return undefined
  const toDollars = (euros: number | undefined) => (euros === undefined ? null : euros / eurPerUsd)
  return { month: toDollars(monthEur), visitorDay: toDollars(visitorDayEur) }
}

/** Models that may be called and that the price table does not know: where nobody says what they cost, budgets guess. */
export function modelsWithoutPrice(
  { models, providers: { transformers } }: Config,
  personas: readonly Persona[],
  { languageModel, embedder, reranker, priceOf }: ConnectedModels['deps'],
): string[] {
  const writing = personas.map(({ id, model }) => model ?? models.agents[id] ?? models.answers)
  const names = [
    ...(languageModel ? [...writing, models.fallback, models.orchestrator] : []),
    ...(embedder && !transformers ? [embedder.model] : []),
    ...(reranker?.model ? [reranker.model] : []),
  ]
  const used = { promptTokens: 1, completionTokens: 1, cachedTokens: 0, cost: null, searches: 1 }
  return [...new Set(names)].filter(model => priceOf?.({ ...used, model }) == null)
}
