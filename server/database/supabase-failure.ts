import { type RestAnswer, RestFailure } from './rest-connection.ts'
import type { SupabaseTarget } from './supabase-target.ts'

/**
 * What became of a call that failed.
 * `unreached`: Supabase or the database behind it is away, and the call certainly changed nothing.
 * `lost`: away, and nobody knows what the call did.
 * `undone`: certainly rolled back, by no fault of its own; the same again may well succeed.
 * `refused`: it is there and cannot do it now (too slow, read-only, out of something).
 * `misconfigured`: only the operator can help; `message` tells them what to do.
 * `defect`: it would fail again.
 */
export interface SupabaseFailure {
  kind: 'unreached' | 'lost' | 'undone' | 'refused' | 'misconfigured' | 'defect'
  /** For operators, in French unless it is a defect; no secret in it. */
  message: string
  /** SQLSTATE or PostgREST's own code (`PGRST202`), when the answer had one. */
  code?: string
  details?: string
  /** A start does not wait for it to pass, though a server that runs does. */
  lasting?: true
}

const failure = (
  kind: SupabaseFailure['kind'],
  message: string,
  more: Pick<SupabaseFailure, 'code' | 'details' | 'lasting'> = {},
): SupabaseFailure => ({ kind, message, ...more })

const dashboard = ({ projectRef }: SupabaseTarget, page: string) =>
  projectRef === undefined
    ? 'le tableau de bord'
    : `https://supabase.com/dashboard/project/${projectRef}${page}`

/** What to do when functions are missing: the one thing that this driver cannot do itself. */
export function toPasteAdvice(target: SupabaseTarget): string {
  return target.projectRef === undefined
    ? "ouvre l'éditeur SQL de ton Supabase, colle tout le contenu de database/migrations.sql, lance-le (Run), et redémarre"
    : `ouvre ${dashboard(target, '/sql/new')} , colle tout le contenu de database/migrations.sql, clique sur Run, et redémarre`
}

const certificateCode = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/

function describeFailure(error: RestFailure, { restUrl: { host } }: SupabaseTarget): SupabaseFailure {
  const code = error.systemCode
  if (code === 'ENOTFOUND') {
    return failure(
      'unreached',
      `SUPABASE_URL : l'adresse ${host} n'existe pas (ou le DNS ne répond pas). Vérifie-la dans le tableau de bord ; un projet supprimé ou en pause depuis longtemps n'en a plus.`,
      // A name without a dot is one of a container that may only be starting.
      host.includes('.') ? { lasting: true } : {},
    )
  }
  if (certificateCode.test(code)) {
    return failure('misconfigured', `SUPABASE_URL : le certificat de ${host} n'est pas valable (${code}).`)
  }
  const kind = ({ unreached: 'unreached', lost: 'lost', late: 'refused' } as const)[error.kind]
  const what = kind === 'unreached' ? "n'est pas joignable" : "n'a pas répondu"
  return failure(kind, `SUPABASE_URL : ${host} ${what}${code === '' ? '' : ` (${code})`}.`)
}

interface ErrorBody {
  code?: string
  message?: string
  details?: string
}

function readBody(body: string): ErrorBody {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return {}
  }
  if (typeof parsed !== 'object' || parsed === null) return {}
  const texts = Object.entries(parsed).filter(([, value]) => typeof value === 'string' && value !== '')
  return Object.fromEntries(texts) as ErrorBody
}

/**
 * SQLSTATEs and PostgREST's codes, the longest prefix first: https://docs.postgrest.org/en/v14/references/errors.html
 * and https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const kindsByCode: [prefix: string, kind: SupabaseFailure['kind']][] = [
  ['PGRST000', 'unreached'], // no connection to the database
  ['PGRST001', 'lost'], // the connection broke
  ['PGRST002', 'unreached'], // no schema cache yet
  ['PGRST003', 'unreached'], // no connection was free in time
  ['08', 'lost'],
  ['57P', 'lost'], // the server stops or starts
  ['40', 'undone'], // deadlock, serialization
  ['25006', 'refused'], // read-only
  ['53', 'refused'], // no memory, disk full, too many connections
  ['55P03', 'refused'], // a lock that took too long
  ['57014', 'refused'], // statement timeout
  ['58', 'refused'],
]

function describeCode(name: string, code: string, target: SupabaseTarget): SupabaseFailure | undefined {
  if (code === 'PGRST202' || code === 'PGRST203' || code === '42883') {
    return failure(
      'misconfigured',
      `La base Supabase n'a pas la fonction ${name} de ce programme : ${toPasteAdvice(target)}. Si c'est déjà fait depuis plus d'une minute, lance aussi : notify pgrst, 'reload schema';`,
    )
  }
  if (code === '42501') {
    return failure(
      'misconfigured',
      `SUPABASE_SERVICE_KEY n'a pas le droit d'appeler ${name} : c'est une clé publique, ou les droits ont été changés. Mets la clé secrète (sb_secret_… ou « service_role ») ; si c'est elle, ${toPasteAdvice(target)}.`,
    )
  }
  if (/^PGRST3\d\d$/.test(code)) {
    return failure(
      'misconfigured',
      `SUPABASE_SERVICE_KEY est refusée (${code}) : expirée, révoquée, ou d'un autre projet. Copie la clé secrète de ${dashboard(target, '/settings/api-keys')}.`,
    )
  }
  if (code === 'PGRST106' || code === 'PGRST125') {
    return failure(
      'misconfigured',
      `SUPABASE_URL : l'interface REST de ${target.restUrl.host} ne montre pas le schéma « public » (${code}) : active-la dans ${dashboard(target, '/integrations/data_api/settings')}.`,
    )
  }
  if (code === '57014') {
    return failure('refused', `${name} a dépassé le temps que Supabase accorde (statement_timeout).`)
  }
  const kind = kindsByCode.find(([prefix]) => code.startsWith(prefix))?.[1]
  return kind && failure(kind, `La base derrière ${target.restUrl.host} n'est pas disponible (${code}).`)
}

/** Statuses of Supabase's gateway and of Cloudflare before it: https://supabase.com/docs/guides/platform/http-status-codes */
function describeStatus(answer: RestAnswer, target: SupabaseTarget): SupabaseFailure | undefined {
  const { status } = answer
  const { host } = target.restUrl
  if (status === 540) {
    return failure(
      'unreached',
      `Le projet Supabase est en pause : ouvre ${dashboard(target, '')} et relance-le (Restore).`,
    )
  }
  if (status === 401 || status === 403) {
    return failure(
      'misconfigured',
      `SUPABASE_SERVICE_KEY est refusée par ${host} (${status}) : mal copiée, révoquée, ou d'un autre projet. Copie la clé secrète de ${dashboard(target, '/settings/api-keys')}.`,
    )
  }
  if (status >= 300 && status < 400) {
    return failure(
      'misconfigured',
      `SUPABASE_URL : ${host} renvoie ailleurs (${status}) ; mets l'adresse du projet elle-même, comme https://abcdefghijklmnopqrst.supabase.co`,
    )
  }
  if (status === 429) return failure('unreached', `${host} limite le nombre d'appels (429).`)
  // 521 and 523: Cloudflare reached nobody. Any other may have come after the call was passed on.
  if (status === 521 || status === 523) {
    return failure('unreached', `Le projet Supabase derrière ${host} ne répond pas (${status}).`)
  }
  if ([408, 502, 503, 504, 520, 522, 524, 525, 526, 530, 544].includes(status)) {
    return failure('lost', `Le projet Supabase derrière ${host} ne répond pas (${status}).`)
  }
  if (status === 404 || status === 405 || /^text\/html/.test(answer.contentType)) {
    return failure(
      'misconfigured',
      `SUPABASE_URL : ${host} répond (${status}), mais ce n'est pas l'interface REST de Supabase ; mets l'adresse du projet, comme https://abcdefghijklmnopqrst.supabase.co`,
    )
  }
  return undefined
}

/** What an answer other than 2xx means. The body's code counts before the status, which gateways change. */
export function describeAnswer(name: string, answer: RestAnswer, target: SupabaseTarget): SupabaseFailure {
  const { code, message, details } = readBody(answer.body)
  const known = code === undefined ? undefined : describeCode(name, code, target)
  if (known) return { ...known, ...(code === undefined ? {} : { code }) }
  // A SQLSTATE that is none of the above: what the function itself says.
  if (code !== undefined && /^([0-9A-Z]{5}|PGRST\w{3})$/.test(code)) {
    return failure('defect', `${name}: ${message ?? 'failed'}`, {
      code,
      ...(details === undefined ? {} : { details }),
    })
  }
  return (
    describeStatus(answer, target) ??
    failure('defect', `${name}: unexpected answer with status ${answer.status}`)
  )
}

/** What it means that there was no answer. Anything but a RestFailure is a defect. */
export function describeNoAnswer(error: unknown, target: SupabaseTarget): SupabaseFailure {
  if (error instanceof RestFailure) return describeFailure(error, target)
  return failure('defect', error instanceof Error ? error.message : String(error))
}

/** Whether an error of the driver would be the same at the next attempt of a start. */
export function isLasting(error: Error): boolean {
  const { kind, lasting } = (error.cause ?? {}) as Partial<SupabaseFailure>
  return kind === 'misconfigured' || lasting === true
}
