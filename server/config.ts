import { z } from 'zod'

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
  openrouter: Provider
  openai: Provider
  cohere: Provider
  models: { orchestrator: string; fallback: string; agents: Record<string, string> }
  search: { similarityThreshold: number; initialResults: number; rerankTopN: number }
  rateLimit: { messages: number; windowSeconds: number }
  maxHistoryMessages: number
  routingConfidence: number
  maxStreamsPerAddress: number
  monthlyBudgetEur: number | undefined
}

export type DatabaseConfig =
  | { driver: 'embedded'; dataDir: string }
  | { driver: 'postgres'; url: string }
  | { driver: 'supabase'; url: string; serviceKey: string }

export interface Provider {
  apiKey: string | undefined
  baseUrl: string
}

const logLevels = ['debug', 'info', 'warning', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** Thrown by parseConfig: one line a problem, each naming its variable, none showing a secret. */
export class ConfigError extends Error {
  readonly problems: string[]
  constructor(problems: string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `doit être un nombre entier de ${min} à ${max}`)
    .transform(Number)
    .refine(value => value >= min && value <= max, `doit être un nombre entier de ${min} à ${max}`)

const decimal = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, `doit être un nombre de ${min} à ${max}, comme 0.7`)
    .transform(Number)
    .refine(value => value >= min && value <= max, `doit être un nombre de ${min} à ${max}, comme 0.7`)

const webUrl = z
  .string()
  .refine(isWebUrl, 'doit être une adresse qui commence par https:// ou http://')
  .transform(url => url.replace(/\/+$/, ''))

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'doit ressembler à postgresql://utilisateur:motdepasse@hote:5432/base')

const secret = z
  .string()
  .refine(
    value => !/^(sk-)?(or-v1-)?your-|^change-?me$/i.test(value),
    "est encore celle de l'exemple : mets la tienne, ou laisse-la vide",
  )

const Environment = z.object({
  API_HOST: z.string().default('0.0.0.0'),
  API_PORT: integer(0, 65535).optional(),
  PORT: integer(0, 65535).optional(),
  LOG_LEVEL: z
    .string()
    .toLowerCase()
    .transform(level => (level === 'warn' ? 'warning' : level))
    .pipe(z.enum(logLevels, `doit être l'un de ${logLevels.join(', ')}`))
    .default('info'),
  ALLOWED_ORIGINS: z.string().default('*').transform(splitList).superRefine(checkOrigins),
  // A proxy stands on this machine or its private network; a visitor never does. Without this, everybody behind
  // nginx would share one address, and the streams that one address may open.
  TRUST_PROXY: z.string().default('loopback,linklocal,uniquelocal').transform(parseTrustProxy),
  WORKERS: integer(1, 64).default(1),
  MAX_STREAMS_PER_ADDRESS: integer(1, 100_000).default(8),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  SUPABASE_URL: webUrl.optional(),
  SUPABASE_SERVICE_KEY: secret.optional(),
  OPENROUTER_API_KEY: secret.optional(),
  OPENAI_API_KEY: secret.optional(),
  COHERE_API_KEY: secret.optional(),
  OPENROUTER_BASE_URL: webUrl.default('https://openrouter.ai/api/v1'),
  OPENAI_BASE_URL: webUrl.default('https://api.openai.com/v1'),
  COHERE_BASE_URL: webUrl.default('https://api.cohere.com'),
  ORCHESTRATOR_MODEL: z.string().default('anthropic/claude-3-haiku'),
  AUDREY_MODEL: z.string().default('anthropic/claude-3.5-sonnet'),
  CAROLE_MODEL: z.string().default('anthropic/claude-3.5-sonnet'),
  FALLBACK_MODEL: z.string().default('openai/gpt-4o-mini'),
  RAG_SIMILARITY_THRESHOLD: decimal(0, 1).default(0),
  RAG_INITIAL_RESULTS: integer(1, 100).default(20),
  RAG_RERANK_TOP_N: integer(1, 20).default(3),
  RATE_LIMIT_MESSAGES: integer(1, 10_000).default(10),
  RATE_LIMIT_WINDOW_SECONDS: integer(1, 86_400).default(60),
  MAX_HISTORY_MESSAGES: integer(0, 100).default(10),
  ROUTING_CONFIDENCE: decimal(0, 1).default(0.7),
  MONTHLY_BUDGET_EUR: decimal(0, 1_000_000).optional(),
})
type Environment = z.infer<typeof Environment>

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
  return toConfig(parsed.data)
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
  if (env.RAG_RERANK_TOP_N > env.RAG_INITIAL_RESULTS) {
    problems.push('RAG_RERANK_TOP_N ne peut pas dépasser RAG_INITIAL_RESULTS : il choisit parmi eux')
  }
  if (env.WORKERS > 1) {
    problems.push(
      'WORKERS doit être 1 : plusieurs processus sur un port ne sont pas encore dans cette version',
    )
  }
  return problems
}

function toConfig(env: Environment): Config {
  return {
    host: env.API_HOST,
    // A platform that sets PORT routes to that port and no other, so it wins over our own name.
    port: env.PORT ?? env.API_PORT ?? 8000,
    logLevel: env.LOG_LEVEL,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustProxy: env.TRUST_PROXY,
    workers: env.WORKERS,
    database: toDatabaseConfig(env),
    openrouter: { apiKey: env.OPENROUTER_API_KEY, baseUrl: env.OPENROUTER_BASE_URL },
    openai: { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL },
    cohere: { apiKey: env.COHERE_API_KEY, baseUrl: env.COHERE_BASE_URL },
    models: {
      orchestrator: env.ORCHESTRATOR_MODEL,
      fallback: env.FALLBACK_MODEL,
      agents: { audrey: env.AUDREY_MODEL, carole: env.CAROLE_MODEL },
    },
    search: {
      similarityThreshold: env.RAG_SIMILARITY_THRESHOLD,
      initialResults: env.RAG_INITIAL_RESULTS,
      rerankTopN: env.RAG_RERANK_TOP_N,
    },
    rateLimit: { messages: env.RATE_LIMIT_MESSAGES, windowSeconds: env.RATE_LIMIT_WINDOW_SECONDS },
    maxHistoryMessages: env.MAX_HISTORY_MESSAGES,
    routingConfidence: env.ROUTING_CONFIDENCE,
    maxStreamsPerAddress: env.MAX_STREAMS_PER_ADDRESS,
    monthlyBudgetEur: env.MONTHLY_BUDGET_EUR,
  }
}

function toDatabaseConfig(env: Environment): DatabaseConfig {
  if (env.DATABASE_URL !== undefined) return { driver: 'postgres', url: env.DATABASE_URL }
  if (env.SUPABASE_URL !== undefined && env.SUPABASE_SERVICE_KEY !== undefined) {
    return { driver: 'supabase', url: env.SUPABASE_URL, serviceKey: env.SUPABASE_SERVICE_KEY }
  }
  return { driver: 'embedded', dataDir: env.DATA_DIR }
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

function checkOrigins(origins: string[], context: z.RefinementCtx): void {
  for (const origin of origins) {
    if (origin === '*' || (isWebUrl(origin) && new URL(origin).origin === origin)) continue
    context.addIssue({
      code: 'custom',
      message: `doit lister des origines comme https://exemple.fr, sans chemin : ${origin}`,
    })
  }
}

/** `1` is a number of proxies, `true` any proxy, anything else a list of addresses and names. */
function parseTrustProxy(text: string): string | number | boolean {
  if (/^\d+$/.test(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
