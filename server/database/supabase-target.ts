import { createDatabaseError, type DatabaseError } from './database-error.ts'

/** Where Supabase's REST interface is, and what every request to it carries. */
export interface SupabaseTarget {
  /** Of `/rest/v1`, without a slash at its end. */
  restUrl: URL
  headers: Record<string, string>
  /** The project's reference when the address is one of Supabase's own; undefined for a server of the operator's. */
  projectRef: string | undefined
}

const wrong = (message: string): DatabaseError => createDatabaseError('supabase_misconfigured', message)

const whereKeysAre = (ref: string | undefined) =>
  ref === undefined
    ? 'Project Settings > API Keys'
    : `https://supabase.com/dashboard/project/${ref}/settings/api-keys`

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw wrong('SUPABASE_URL doit être une adresse comme https://abcdefghijklmnopqrst.supabase.co')
  return url
}

/** Refuses the addresses that people paste instead of the project's: the dashboard's and the database server's. */
function refuseOtherAddresses(url: URL): void {
  if (/^(www\.|app\.)?supabase\.(com|io)$/.test(url.hostname)) {
    const [, ref] = /\/project\/([a-z0-9]{20})\b/.exec(url.pathname) ?? []
    throw wrong(
      ref === undefined
        ? 'SUPABASE_URL est une adresse du site de Supabase : mets celle de ton projet, comme https://abcdefghijklmnopqrst.supabase.co (bouton Connect du tableau de bord).'
        : `SUPABASE_URL est l'adresse du tableau de bord : mets https://${ref}.supabase.co`,
    )
  }
  const [, ref] = /^db\.([a-z0-9]+)\.supabase\.co$/.exec(url.hostname) ?? []
  if (ref !== undefined || /\.pooler\.supabase\.com$/.test(url.hostname)) {
    throw wrong(
      `SUPABASE_URL est l'adresse du serveur Postgres : mets https://${ref ?? 'abcdefghijklmnopqrst'}.supabase.co, ou donne DATABASE_URL à la place.`,
    )
  }
  if (url.username !== '' || url.password !== '')
    throw wrong(
      "SUPABASE_URL contient un identifiant : mets l'adresse seule, la clé va dans SUPABASE_SERVICE_KEY.",
    )
}

/** Services of Supabase that have an address of their own beside `/rest/v1`. */
const otherServices = /^\/(auth|storage|functions|graphql|realtime|pg)(\/v\d+)?\b/

function toRestUrl(url: URL): URL {
  const path = url.pathname.replace(/\/+$/, '').replace(/\/rest(\/v1)?(\/rpc)?$/, '')
  if (otherServices.test(path)) throw wrong(`SUPABASE_URL a un chemin en trop : mets ${url.origin}`)
  return new URL(`${path}/rest/v1`, url.origin)
}

function decodeClaims(key: string): Record<string, unknown> | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(key) ?? []
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'))
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function checkClaims(claims: Record<string, unknown>, ref: string | undefined, now: Date): void {
  if (claims.role !== 'service_role') {
    const role = claims.role === 'anon' || claims.role === 'authenticated' ? ` (« ${claims.role} »)` : ''
    throw wrong(
      `SUPABASE_SERVICE_KEY est une clé publique${role}, qui ne voit rien de cette base : mets la clé secrète (sb_secret_… ou « service_role ») de ${whereKeysAre(ref)}`,
    )
  }
  if (ref !== undefined && typeof claims.ref === 'string' && claims.ref !== ref) {
    throw wrong(
      `SUPABASE_SERVICE_KEY est celle d'un autre projet que SUPABASE_URL (${ref}) : copie-la de ${whereKeysAre(ref)}`,
    )
  }
  if (typeof claims.exp === 'number' && claims.exp * 1000 < now.getTime()) {
    const day = new Date(claims.exp * 1000).toISOString().slice(0, 10)
    throw wrong(`SUPABASE_SERVICE_KEY a expiré le ${day} : copie une clé valable de ${whereKeysAre(ref)}`)
  }
}

/**
 * Supabase's new keys (`sb_secret_…`) are no tokens: they go into `apikey` alone, and the gateway puts a token of
 * `service_role` in their place; as a Bearer token they are refused (PGRST301). The older ones are tokens: in both.
 * https://supabase.com/docs/guides/api/api-keys
 */
function toKeyHeaders(key: string, ref: string | undefined, now: Date): Record<string, string> {
  if (/^sb_secret_[\w-]+$/.test(key)) return { apikey: key }
  if (key.startsWith('sb_publishable_')) {
    throw wrong(
      `SUPABASE_SERVICE_KEY est la clé publique (sb_publishable_…), qui ne voit rien de cette base : mets la clé secrète (sb_secret_…) de ${whereKeysAre(ref)}`,
    )
  }
  if (key.startsWith('sbp_')) {
    throw wrong(
      `SUPABASE_SERVICE_KEY est un jeton de compte (sbp_…) : mets la clé secrète du projet (sb_secret_… ou « service_role »), de ${whereKeysAre(ref)}`,
    )
  }
  const claims = decodeClaims(key)
  if (!claims) {
    throw wrong(
      `SUPABASE_SERVICE_KEY ne ressemble pas à une clé de Supabase (sb_secret_…, ou la longue clé « service_role » qui commence par eyJ) : copie-la entière de ${whereKeysAre(ref)}`,
    )
  }
  checkClaims(claims, ref, now)
  return { apikey: key, authorization: `Bearer ${key}` }
}

/**
 * Reads SUPABASE_URL and SUPABASE_SERVICE_KEY. What is harmless is forgiven: a slash at the end, `/rest/v1`.
 * Throws a DatabaseError in French that names the variable and says what to put there; never shows the key.
 */
export function parseSupabaseTarget(
  { url: text, serviceKey }: { url: string; serviceKey: string },
  now: Date = new Date(),
): SupabaseTarget {
  const url = parseUrl(text)
  refuseOtherAddresses(url)
  const [, projectRef] = /^([a-z0-9]{20})\.supabase\.(co|red|in)$/.exec(url.hostname) ?? []
  if (url.protocol === 'http:' && /\.supabase\.(co|red|in)$/.test(url.hostname))
    throw wrong(`SUPABASE_URL doit commencer par https:// : mets https://${url.hostname}`)
  const restUrl = toRestUrl(url)
  return { restUrl, projectRef, headers: toKeyHeaders(serviceKey.trim(), projectRef, now) }
}
