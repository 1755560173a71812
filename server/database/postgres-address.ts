import { createDatabaseError } from './database-error.ts'

/** How far a connection is encrypted and its server verified: libpq's words (https://www.postgresql.org/docs/current/libpq-ssl.html). */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

/** A DATABASE_URL, read. Paths are as given. */
export interface PostgresAddress {
  host: string
  port: number
  user: string
  /** Undefined when the URL has none. */
  password: string | undefined
  database: string
  tlsMode: TlsMode
  /** File of the authority's certificate, or `system` for those the system trusts. */
  rootCertificate: string | undefined
  certificate: string | undefined
  key: string | undefined
  applicationName: string
  /** Command-line options for the server, which some hosts route by. */
  options: string | undefined
}

const tlsModes: Record<string, TlsMode> = {
  disable: 'disable',
  // libpq tries without TLS first; a server that would take either is better talked to with.
  allow: 'prefer',
  prefer: 'prefer',
  require: 'require',
  'no-verify': 'require', // the pg package's word
  'verify-ca': 'verify-ca',
  'verify-full': 'verify-full',
}

function refuse(problem: string): never {
  throw createDatabaseError('url_invalid', `DATABASE_URL ${problem}`)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse('a un caractère % qui n’est pas codé : écris %25 à sa place.')
  }
}

function parseUrl(text: string): { url: URL; database: string } {
  if (/\[YOUR-PASSWORD\]/i.test(text)) {
    refuse('contient encore [YOUR-PASSWORD] : mets à sa place le mot de passe de la base.')
  }
  if (/^[^/]*\/\/[^/?]*,/.test(text.replace(/^(.*)@/, '//'))) {
    refuse('nomme plusieurs serveurs : donne l’adresse d’un seul, celle qui suit le serveur principal.')
  }
  // Without a host libpq takes this machine, or the folder that a parameter names; URL knows no such thing.
  const named = text.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?])/, '$1localhost')
  const url = URL.canParse(named) ? new URL(named) : undefined
  // A password with an @ and a / that are not coded: what should be the address begins within it.
  const isCut = /^\w+:\/\/[^/?]*(\/[^?]*@|(\/[^?]*)?\?[^=]*@)/.test(named)
  if (url === undefined || url.hash !== '' || isCut) {
    refuse(
      'ne se lit pas : dans le mot de passe, code les caractères spéciaux (@ devient %40, # %23, / %2F, : %3A, ? %3F, % %25).',
    )
  }
  // From the text: URL takes `.` and `..` for folders, which a database may be called.
  return { url, database: decode(/^\w+:\/\/[^/?]*\/([^?]*)/.exec(named)?.[1] ?? '') }
}

function readTlsMode(parameters: URLSearchParams): TlsMode {
  const given = parameters.get('sslmode')
  if (given === null) return /^(true|1|require)$/.test(parameters.get('ssl') ?? '') ? 'require' : 'prefer'
  const mode = Object.hasOwn(tlsModes, given) ? tlsModes[given] : undefined
  if (mode === undefined) {
    refuse(`a un sslmode inconnu, ${given} : choisis disable, prefer, require, verify-ca ou verify-full.`)
  }
  return mode
}

/**
 * Reads a DATABASE_URL as libpq does: `sslmode` is `prefer` unless said, `require` encrypts and verifies only when
 * `sslrootcert` is given, as `verify-ca`; a host may be a folder (`?host=/run/postgresql`). Parameters of other
 * clients (`pgbouncer`, `connection_limit` …) are ignored. Throws DatabaseError `url_invalid`, one French line
 * without the password.
 */
export function parsePostgresAddress(text: string): PostgresAddress {
  const { url, database } = parseUrl(text)
  const parameters = url.searchParams
  const tlsMode = readTlsMode(parameters)
  const rootCertificate = parameters.get('sslrootcert') ?? undefined
  if (tlsMode === 'verify-ca' && (rootCertificate ?? 'system') === 'system') {
    refuse('demande verify-ca sans sslrootcert : donne le certificat de l’autorité, ou choisis verify-full.')
  }
  const port = Number(url.port || parameters.get('port') || 5432)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) refuse('a un port qui n’existe pas.')
  const user = decode(url.username) || parameters.get('user') || refuse('ne dit pas quel utilisateur.')
  return {
    host: parameters.get('host') ?? (decode(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost'),
    port,
    user,
    password: decode(url.password) || parameters.get('password') || undefined,
    database: database || user,
    tlsMode: tlsMode === 'require' && rootCertificate !== undefined ? 'verify-ca' : tlsMode,
    rootCertificate,
    certificate: parameters.get('sslcert') ?? undefined,
    key: parameters.get('sslkey') ?? undefined,
    applicationName: parameters.get('application_name') ?? 'chatbot-v2',
    options: parameters.get('options') ?? undefined,
  }
}

/** `host:port/database`, without user and password, to name a database in a message. */
export function describeAddress({ host, port, database }: PostgresAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}/${database}`
}
