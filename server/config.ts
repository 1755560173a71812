import { ConfigError } from './config-error.ts'
import { Environment, type LogLevel } from './environment.ts'
import type { ProviderSettings } from './providers/create-providers.ts'
import { findProviderContradictions, toProviderSettings } from './providers/provider-settings.ts'
import { isOn, speaksOpenRouter } from './providers/vendors.ts'
import { type TraceSettings, toTraceSettings } from './trace-variables.ts'
import { toWebSettings, type WebSettings } from './web-settings.ts'
import { findWebhookContradictions, toWebhookSettings, type WebhookSettings } from './webhook-settings.ts'

/** Everything the product can be told, as a value. Durations in seconds, money in euros. */
export interface Config {
  host: string
  port: number
  logLevel: LogLevel
  /** `['*']`, or the exact origins whose pages may call the API. */
  allowedOrigins: string[]
  /** What Fastify's `trustProxy` takes: proxies whose X-Forwarded-For is believed. */
  trustProxy: string | number | boolean
  workers: number
  database: DatabaseConfig
  /** Where models, embeddings and reranking come from. */
  providers: ProviderSettings
  models: {
    orchestrator: string
    fallback: string
    /** By persona's id; `answers` for the others. */
    agents: Record<string, string>
    answers: string
    /** Variables that name no model although OpenRouter, whose names their defaults are, is not who is asked. */
    unnamed: string[]
    /** From the beginning of a turn to the first words, whatever fails. */
    firstWordsSeconds: number
    allowedLinkHosts: string[]
  }
  /** The operator's site; its calls are attributed to it at OpenRouter. */
  siteUrl: string | undefined
  search: { similarityThreshold: number; initialResults: number; rerankTopN: number }
  rateLimit: { messages: number; windowSeconds: number }
  maxHistoryMessages: number
  /** Days that messages are kept; 0 keeps them for ever. */
  retentionDays: number
  routingConfidence: number
  maxStreamsPerAddress: number
  /** What /metrics is read with from elsewhere; without one, from this machine only. */
  metricsToken: string | undefined
  /** Where traces of turns go; undefined is nowhere. */
  tracing: TraceSettings | undefined
  budget: {
    /** Of all visitors and of one, in a calendar month and in a day (UTC); undefined is no limit. */
    monthEur: number | undefined
    visitorDayEur: number | undefined
    /** Providers bill US dollars. */
    eurPerUsd: number
    /** Prices of the operator's, which come before ours. */
    pricesFile: string | undefined
  }
  /** What is told to the operator's own programs. */
  webhooks: WebhookSettings
  /** How pages of the web are read, and how often again. */
  web: WebSettings
  /** DATABASE_URL and Supabase's variables are all set: the first is used. */
  supabaseIgnored: boolean
  /** Variables that are set and do nothing as things are. */
  withoutEffect: string[]
}

/** What only models make cost: named at a start without any, so that nobody wonders. */
const budgetVariables = ['MONTHLY_BUDGET_EUR', 'VISITOR_DAILY_BUDGET_EUR', 'PRICES_FILE']

const modelVariables = ['AUDREY_MODEL', 'CAROLE_MODEL', 'ORCHESTRATOR_MODEL', 'FALLBACK_MODEL']

export type DatabaseConfig =
  | { driver: 'embedded'; dataDir: string }
  | { driver: 'postgres'; url: string; poolSize: number }
  | { driver: 'supabase'; url: string; serviceKey: string }

/**
 * Reads the configuration from environment variables. An empty variable counts as absent.
 * Throws ConfigError listing every problem at once.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`))
  }
  const problems = findContradictions(parsed.data)
  if (problems.length > 0) throw new ConfigError(problems)
  const config = toConfig(parsed.data)
  const withoutEffect = asksModels(config) ? [] : budgetVariables.filter(name => name in given)
  const { aiSdk, openrouter } = config.providers
  const asksOpenRouter = aiSdk === undefined && speaksOpenRouter(openrouter.baseUrl)
  const unnamed = asksOpenRouter ? [] : modelVariables.filter(name => !(name in given))
  return { ...config, models: { ...config.models, unnamed }, withoutEffect }
}

function findContradictions(env: Environment): string[] {
  const problems: string[] = []
  if (
    env.DATABASE_URL === undefined &&
    (env.SUPABASE_URL === undefined) !== (env.SUPABASE_SERVICE_KEY === undefined)
  ) {
    const missing = env.SUPABASE_URL === undefined ? 'SUPABASE_URL' : 'SUPABASE_SERVICE_KEY'
    problems.push(`${missing} manque : SUPABASE_URL et SUPABASE_SERVICE_KEY vont ensemble`)
  }
  if (env.RAG_RERANK_TOP_N !== undefined && env.RAG_RERANK_TOP_N > env.RAG_INITIAL_RESULTS) {
    problems.push('RAG_RERANK_TOP_N ne peut pas dépasser RAG_INITIAL_RESULTS : il choisit parmi eux')
  }
  if (env.WORKERS > 1 && toDatabaseConfig(env).driver === 'embedded') {
    problems.push(
      'WORKERS doit être 1 avec la base embarquée : un seul processus peut l’ouvrir. Pour plusieurs, donne DATABASE_URL (un Postgres) ou SUPABASE_URL',
    )
  }
  return [...problems, ...findProviderContradictions(env), ...findWebhookContradictions(env)]
}

/** Whether anything that may cost money is configured. */
function asksModels({ providers }: Pick<Config, 'providers'>): boolean {
  const { aiSdk, openrouter, openai, cohere } = providers
  return (
    aiSdk !== undefined || isOn('openrouter', openrouter) || isOn('openai', openai) || isOn('cohere', cohere)
  )
}

function toConfig(env: Environment): Omit<Config, 'withoutEffect'> {
  return {
    host: env.API_HOST,
    // A platform that sets PORT routes to that port and no other, so it wins over our own name.
    port: env.PORT ?? env.API_PORT ?? 8000,
    logLevel: env.LOG_LEVEL,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    workers: env.WORKERS,
    database: toDatabaseConfig(env),
    supabaseIgnored: env.DATABASE_URL !== undefined && env.SUPABASE_URL !== undefined,
    providers: {
      ...toProviderSettings(
        {
          openrouter: { apiKey: env.OPENROUTER_API_KEY, baseUrl: env.OPENROUTER_BASE_URL },
          openai: { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL },
          cohere: { apiKey: env.COHERE_API_KEY, baseUrl: env.COHERE_BASE_URL },
        },
        env,
      ),
      zeroRetention: env.OPENROUTER_ZERO_RETENTION,
    },
    models: {
      orchestrator: env.ORCHESTRATOR_MODEL,
      fallback: env.FALLBACK_MODEL,
      agents: { audrey: env.AUDREY_MODEL, carole: env.CAROLE_MODEL },
      // A further specialist whose file names no model answers like the first one.
      answers: env.AUDREY_MODEL,
      unnamed: [],
      firstWordsSeconds: env.FIRST_WORDS_SECONDS,
      allowedLinkHosts: env.ALLOWED_LINK_HOSTS,
    },
    siteUrl: env.SITE_URL,
    search: {
      similarityThreshold: env.RAG_SIMILARITY_THRESHOLD,
      initialResults: env.RAG_INITIAL_RESULTS,
      rerankTopN: env.RAG_RERANK_TOP_N ?? Math.min(3, env.RAG_INITIAL_RESULTS),
    },
    rateLimit: { messages: env.RATE_LIMIT_MESSAGES, windowSeconds: env.RATE_LIMIT_WINDOW_SECONDS },
    maxHistoryMessages: env.MAX_HISTORY_MESSAGES,
    retentionDays: env.RETENTION_DAYS,
    routingConfidence: env.ROUTING_CONFIDENCE,
    maxStreamsPerAddress: env.MAX_STREAMS_PER_ADDRESS,
    metricsToken: env.METRICS_TOKEN,
    tracing: toTraceSettings(env),
    budget: {
      monthEur: env.MONTHLY_BUDGET_EUR,
      visitorDayEur: env.VISITOR_DAILY_BUDGET_EUR,
      eurPerUsd: env.EUR_PER_USD,
      pricesFile: env.PRICES_FILE,
    },
    webhooks: toWebhookSettings(env),
    web: toWebSettings(env),
  }
}

/**
 * Connections of one process: 10, and 40 for all workers together (3 each at least), so that two generations of them,
 * which run side by side during an update, stay below the 100 that a Postgres takes unless told otherwise.
 */
function toPoolSize(workers: number): number {
  return Math.max(3, Math.min(10, Math.floor(40 / workers)))
}

function toDatabaseConfig(env: Environment): DatabaseConfig {
  if (env.DATABASE_URL !== undefined) {
    const poolSize = env.DATABASE_POOL_SIZE ?? toPoolSize(env.WORKERS)
    return { driver: 'postgres', url: env.DATABASE_URL, poolSize }
  }
  if (env.SUPABASE_URL !== undefined && env.SUPABASE_SERVICE_KEY !== undefined) {
    return { driver: 'supabase', url: env.SUPABASE_URL, serviceKey: env.SUPABASE_SERVICE_KEY }
  }
  return { driver: 'embedded', dataDir: env.DATA_DIR }
}
