import { z } from 'zod'

/** Where traces go, and as whose. */
export interface TraceSettings {
  /** `…/v1/traces` */
  url: string
  headers: Record<string, string>
  serviceName: string
  /** Between two deliveries. */
  milliseconds: number
  resource: Record<string, string>
}

const pairs = (text: string): [string, string][] =>
  text
    .split(',')
    .filter(part => part.trim() !== '')
    .map(part => {
      const [name = '', ...value] = part.split('=')
      return [name.trim(), value.join('=').trim()]
    })

/** OpenTelemetry's `key=value,key2=value2`, values percent-encoded. */
const pairList = z
  .string()
  .refine(
    text => pairs(text).every(([name, value]) => /^[\w.-]+$/.test(name) && isEncoded(value)),
    'doit ressembler à nom=valeur,autre=valeur (dans une valeur, l’espace s’écrit %20, la virgule %2C)',
  )
  .transform(text =>
    Object.fromEntries(pairs(text).map(([name, value]) => [name, decodeURIComponent(value)])),
  )

function isEncoded(value: string): boolean {
  try {
    return !/[^\x20-\x7e]/.test(decodeURIComponent(value))
  } catch {
    return false
  }
}

/** OpenTelemetry's own variables, as members of the schema of all of them. */
export const traceVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'doit être une adresse comme http://localhost:4318' })
    .optional(),
  OTEL_EXPORTER_OTLP_HEADERS: pairList.optional(),
  OTEL_SERVICE_NAME: z.string().default('chatbot-v2'),
  OTEL_RESOURCE_ATTRIBUTES: pairList.optional(),
  OTEL_BSP_SCHEDULE_DELAY: z
    .string()
    .regex(/^[1-9]\d{1,4}$/, 'doit être un nombre de millisecondes, de 10 à 99999')
    .transform(Number)
    .default(5000),
}
const schema = z.object(traceVariables)

/** What the variables come to; undefined where no traces are asked for. */
export function toTraceSettings(env: z.infer<typeof schema>): TraceSettings | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env
  if (endpoint === undefined) return undefined
  return {
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: env.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: env.OTEL_SERVICE_NAME,
    resource: env.OTEL_RESOURCE_ATTRIBUTES ?? {},
    milliseconds: env.OTEL_BSP_SCHEDULE_DELAY,
  }
}
