import { isIP } from 'node:net'
import { z } from 'zod'
import { flagVariable, listVariable, splitList } from './environment-values.ts'
import { providerVariables } from './providers/provider-settings.ts'
import { vendorUrls } from './providers/vendors.ts'
import { traceVariables } from './trace-variables.ts'
import { webVariables } from './web-settings.ts'
import { webhookVariables } from './webhook-settings.ts'

const logLevels = ['debug', 'info', 'warning', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

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
  .superRefine(checkLetters)

/** Every environment variable, with its default and what is wrong with a wrong value (in French, for operators). */
export const Environment = z.object({
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
  TRUST_PROXY: z
    .string()
    .default('loopback,linklocal,uniquelocal')
    .transform(parseTrustProxy)
    .superRefine(checkTrustProxy),
  WORKERS: integer(1, 64).default(1),
  MAX_STREAMS_PER_ADDRESS: integer(1, 100_000).default(8),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'doit avoir au moins 16 caractères, sans espace ni accent')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  // Below 2 nothing would be left to ask a busy database with whether it is still there.
  DATABASE_POOL_SIZE: integer(2, 200).optional(),
  SUPABASE_URL: webUrl.optional(),
  SUPABASE_SERVICE_KEY: secret.optional(),
  OPENROUTER_API_KEY: secret.optional(),
  OPENAI_API_KEY: secret.optional(),
  COHERE_API_KEY: secret.optional(),
  OPENROUTER_BASE_URL: webUrl.default(vendorUrls.openrouter),
  OPENROUTER_ZERO_RETENTION: flagVariable,
  OPENAI_BASE_URL: webUrl.default(vendorUrls.openai),
  COHERE_BASE_URL: webUrl.default(vendorUrls.cohere),
  ORCHESTRATOR_MODEL: z.string().default('anthropic/claude-3-haiku'),
  AUDREY_MODEL: z.string().default('anthropic/claude-3.5-sonnet'),
  CAROLE_MODEL: z.string().default('anthropic/claude-3.5-sonnet'),
  FALLBACK_MODEL: z.string().default('openai/gpt-4o-mini'),
  ...providerVariables,
  ...traceVariables,
  AI_SDK_API_KEY: secret.optional(),
  FIRST_WORDS_SECONDS: integer(2, 300).default(14),
  ALLOWED_LINK_HOSTS: listVariable.superRefine(checkLinkHosts),
  SITE_URL: webUrl.optional(),
  RAG_SIMILARITY_THRESHOLD: decimal(0, 1).default(0),
  RAG_INITIAL_RESULTS: integer(1, 100).default(20),
  RAG_RERANK_TOP_N: integer(1, 20).optional(),
  RATE_LIMIT_MESSAGES: integer(1, 10_000).default(10),
  RATE_LIMIT_WINDOW_SECONDS: integer(1, 86_400).default(60),
  MAX_HISTORY_MESSAGES: integer(0, 100).default(10),
  RETENTION_DAYS: integer(0, 36_500).default(180),
  ROUTING_CONFIDENCE: decimal(0, 1).default(0.7),
  MONTHLY_BUDGET_EUR: decimal(0, 1_000_000).optional(),
  VISITOR_DAILY_BUDGET_EUR: decimal(0, 10_000).optional(),
  // The ECB's rate of May 2026 was 0.85; a dearer dollar errs on the safe side.
  EUR_PER_USD: decimal(0.1, 10).default(0.9),
  PRICES_FILE: z.string().optional(),
  ...webhookVariables,
  ...webVariables,
})
export type Environment = z.infer<typeof Environment>

function checkOrigins(origins: string[], context: z.RefinementCtx): void {
  for (const origin of origins) {
    if (origin === '*' || (isWebUrl(origin) && new URL(origin).origin === origin)) continue
    context.addIssue({
      code: 'custom',
      message: `doit lister des origines comme https://exemple.fr, sans chemin : ${origin}`,
    })
  }
}

/** A key goes in a header, which carries nothing but ASCII: `sk-or-v1-…`, as guides print one, could never be sent. */
function checkLetters(key: string, context: z.RefinementCtx): void {
  const [strange] = /[^\x21-\x7e]/u.exec(key) ?? []
  if (strange === undefined) return
  const shown = /[\p{L}\p{N}\p{P}\p{S}]/u.test(strange)
    ? `« ${strange} »`
    : 'une espace ou un caractère invisible'
  context.addIssue({ code: 'custom', message: `contient ${shown}, qu'aucune clé n'a : recopie-la en entier` })
}

const linkHost = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*(:\d{2,5})?$/i

function checkLinkHosts(hosts: string[], context: z.RefinementCtx): void {
  for (const host of hosts) {
    if (linkHost.test(host)) continue
    context.addIssue({
      code: 'custom',
      message: `doit lister des noms comme exemple.fr ou *.exemple.fr, sans https:// ni chemin : ${host}`,
    })
  }
}

/** `1` is a number of proxies, `true` any proxy, anything else a list of addresses and names. */
function parseTrustProxy(text: string): string | number | boolean {
  if (/^\d+$/.test(text)) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

const namedNetworks = ['loopback', 'linklocal', 'uniquelocal']

function checkTrustProxy(trust: string | number | boolean, context: z.RefinementCtx): void {
  if (typeof trust !== 'string') return
  for (const proxy of splitList(trust)) {
    const [address = '', prefix] = proxy.split('/')
    const bits = isIP(address) === 6 ? 128 : 32
    const known = prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= bits)
    if (namedNetworks.includes(proxy) || (isIP(address) > 0 && known)) continue
    const message = `doit lister des adresses (10.0.0.1, 10.0.0.0/8), ${namedNetworks.join(', ')}, ou un nombre de proxys : ${proxy}`
    context.addIssue({ code: 'custom', message })
  }
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
