import type { Persona, Team } from './agents/persona.ts'
import type { Config } from './config.ts'
import { createFollowingEmbedder } from './embed/follow-model.ts'
import { toModelSettings } from './model-settings.ts'
import { type Embedder, embeddingSpace } from './ports/embedder.ts'
import { type ProviderHealth, toProviderHealth } from './provider-health.ts'
import { createProviders } from './providers/create-providers.ts'
import { costOf, embeddingCost } from './providers/prices/cost-of.ts'
import { readPrices } from './providers/prices/read-prices.ts'
import type { Logger } from './telemetry/logger.ts'
import { createBreakers, modelBreaker, stepBreaker } from './turn/model/breaker.ts'
import type { TurnDeps } from './turn/turn.ts'
import { type WatchedKeys, watchKeys } from './watch-keys.ts'

/** The models of the configuration, as turns take them. */
export interface ConnectedModels {
  deps: Pick<TurnDeps, 'languageModel' | 'embedder' | 'reranker' | 'priceOf' | 'breakers'>
  settings: TurnDeps['settings']['models']
  /** The embedder of the configured model; questions are embedded by that of the stored vectors (`deps`). */
  embedder: Embedder | undefined
  /** US dollars for tokens of that model; null when nobody knows. */
  embeddingPrice(tokens: number): number | null
  health(): ProviderHealth
  /** What breakers may leave alone, by the names they have there. */
  breakerTargets: string[]
  /** Every model that may be asked. */
  names: string[]
  /** What is known of the vendors' keys. */
  keys: Pick<WatchedKeys, 'problems' | 'looked'>
  /** Ends what still runs in the background, and every connection. */
  close(): Promise<void>
}

/**
 * Makes what the configuration asks for, and looks in the background whether its keys are good: a start waits for no
 * provider. Throws an Error an operator can read when an optional package does not load.
 */
export async function connectModels(
  config: Config,
  {
    team,
    personas,
    logger,
    extraHeaders,
  }: {
    team: Team
    personas: readonly Persona[]
    logger: Pick<Logger, 'warn' | 'info'>
    /** Headers that every call to a provider carries beside its own. */
    extraHeaders?: (() => Readonly<Record<string, string>>) | undefined
  },
): Promise<ConnectedModels> {
  const { siteUrl, providers: settings } = config
  const attribution = siteUrl === undefined ? undefined : { url: siteUrl, title: headerText(team.name) }
  const providers = await createProviders({ ...settings, attribution, extraHeaders })
  const { prices } = readPrices(config.budget.pricesFile)
  const now = () => performance.now()
  const breakers = {
    models: createBreakers(now, modelBreaker),
    steps: createBreakers(now, stepBreaker),
  }
  const modelSettings = providers.language && toModelSettings(config)
  const keys = watchKeys(config, logger)
  const { embedder: configured, embedderOf } = providers
  // The first search says which model's vectors are stored; as a rule it is the configured one.
  const following =
    configured &&
    createFollowingEmbedder({
      configured,
      embedderOf,
      active: embeddingSpace(configured),
      onChange: active => logger.info({ active }, 'questions are embedded as the stored passages are'),
    })
  return {
    deps: {
      languageModel: providers.language,
      embedder: following,
      reranker: providers.reranker,
      priceOf: usage => costOf(usage, prices),
      breakers,
    },
    settings: modelSettings,
    embedder: configured,
    embeddingPrice: tokens =>
      settings.transformers ? 0 : embeddingCost(configured?.model ?? '', tokens, prices),
    health: () =>
      toProviderHealth({
        configured: {
          openrouter: providers.language !== undefined,
          openai: providers.embedder !== undefined,
          cohere: providers.reranker !== undefined,
        },
        badKeys: keys.problems().map(({ vendor }) => vendor),
        answering: answeringModels(config, personas),
        openModels: breakers.models.open(),
        openSteps: breakers.steps.open(),
      }),
    breakerTargets: [
      ...(providers.language ? [...answeringModels(config, personas), config.models.orchestrator] : []),
      ...(configured ? [`embed ${configured.model}`] : []),
      ...(providers.reranker ? ['reranker'] : []),
    ],
    names: [
      ...(providers.language ? [...answeringModels(config, personas), config.models.orchestrator] : []),
      ...(configured ? [configured.model] : []),
      ...(providers.reranker ? [providers.reranker.model ?? 'reranker'] : []),
    ],
    keys,
    async close() {
      keys.stop()
      await providers.close()
    },
  }
}

/** Every model that may write an answer. */
function answeringModels({ models }: Config, personas: readonly Persona[]): string[] {
  const own = personas.map(({ id, model }) => model ?? models.agents[id] ?? models.answers)
  return [...new Set([...own, models.fallback])]
}

/** A header carries Latin letters only. */
function headerText(text: string): string {
  return text
    .replaceAll('’', "'")
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
}
