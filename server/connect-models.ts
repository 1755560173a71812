import { setTimeout as delay } from 'node:timers/promises'
import type { Persona, Team } from './agents/persona.ts'
import type { Config } from './config.ts'
import { createFollowingEmbedder } from './embed/follow-model.ts'
import { toModelSettings } from './model-settings.ts'
import { type Embedder, embeddingSpace } from './ports/embedder.ts'
import { type ProviderHealth, toProviderHealth } from './provider-health.ts'
import { checkKeys } from './providers/check-keys.ts'
import { createProviders } from './providers/create-providers.ts'
import { createHttpPool } from './providers/http/http-pool.ts'
import { costOf, embeddingCost } from './providers/prices/cost-of.ts'
import { readPrices } from './providers/prices/read-prices.ts'
import type { Logger } from './telemetry/logger.ts'
import { createBreakers, modelBreaker, stepBreaker } from './turn/model/breaker.ts'
import type { TurnDeps } from './turn/turn.ts'

/** The models of the configuration, as turns take them. */
export interface ConnectedModels {
  deps: Pick<TurnDeps, 'languageModel' | 'embedder' | 'reranker' | 'priceOf' | 'breakers'>
  settings: TurnDeps['settings']['models']
  /** The embedder of the configured model; questions are embedded by that of the stored vectors (`deps`). */
  embedder: Embedder | undefined
  /** US dollars for tokens of that model; null when nobody knows. */
  embeddingPrice(tokens: number): number | null
  health(): ProviderHealth
  /** Ends what still runs in the background, and every connection. */
  close(): Promise<void>
}

/** Milliseconds between two looks at the keys, while all is well and while one is not. */
const checkEvery = { well: 600_000, ill: 30_000 }

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
  }: { team: Team; personas: readonly Persona[]; logger: Pick<Logger, 'warn' | 'info'> },
): Promise<ConnectedModels> {
  const { siteUrl, providers: settings } = config
  const attribution = siteUrl === undefined ? undefined : { url: siteUrl, title: headerText(team.name) }
  const providers = await createProviders({ ...settings, attribution })
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
        badKeys: keys.bad(),
        answering: answeringModels(config, personas),
        openModels: breakers.models.open(),
        openSteps: breakers.steps.open(),
      }),
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

/** Asks every vendor whether its key is good, now and again; warns when one stops being so. */
function watchKeys(config: Config, logger: Pick<Logger, 'warn' | 'info'>) {
  const pool = createHttpPool()
  const end = new AbortController()
  let bad: string[] = []
  const look = async () => {
    const { aiSdk, transformers, ...vendors } = config.providers
    const checked = await checkKeys(vendors, pool)
    const failed = checked
      .filter(({ vendor }) => !(vendor === 'openrouter' && aiSdk) && !(vendor === 'openai' && transformers))
      .filter(({ error }) => error && doubtful.includes(error.failure))
    for (const { vendor, error } of failed) {
      if (bad.includes(vendor)) continue
      const { failure: reason, status = null } = error ?? {}
      logger.warn({ vendor, reason, status }, 'a provider does not take its key, or cannot be reached')
    }
    for (const vendor of bad)
      if (!failed.some(other => other.vendor === vendor)) logger.info({ vendor }, 'a provider is back')
    bad = failed.map(({ vendor }) => vendor)
  }
  const watch = async () => {
    while (!end.signal.aborted) {
      await look()
      const pause = bad.length > 0 ? checkEvery.ill : checkEvery.well
      await delay(pause, undefined, { signal: end.signal, ref: false })
    }
  }
  watch().catch(error => {
    if (!end.signal.aborted) logger.warn({ error }, 'keys are not watched any more')
  })
  return {
    bad: (): readonly string[] => bad,
    stop() {
      end.abort()
      pool.close()
    },
  }
}

/** Failures of a key's check that say something: a server of one's own may have no such address at all. */
const doubtful: readonly string[] = [
  'unauthorized',
  'quota_exhausted',
  'unreachable',
  'certificate',
  'timeout',
]

/** A header carries Latin letters only. */
function headerText(text: string): string {
  return text
    .replaceAll('’', "'")
    .normalize('NFD')
    .replace(/[^\x20-\x7e]/g, '')
}
