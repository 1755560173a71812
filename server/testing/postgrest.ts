import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import pg from 'pg'
import { findRoutines, type Routine, readSchemaCache, toRoutineStatement } from './postgrest-catalog.ts'
import { type ErrorAnswer, toErrorAnswer, toPostgresErrorAnswer } from './postgrest-error.ts'
import { type Claims, signToken, TokenError, verifyToken } from './supabase-token.ts'

export interface PostgrestOptions {
  /** A database whose server has the roles `authenticator`, `anon`, `authenticated` and `service_role`. */
  databaseUrl: string
  /** HMAC secret of the tokens. */
  jwtSecret: string
  /** API keys that the gateway in front lets pass, each with the role it stands for; without, there is no gateway. */
  apiKeys?: Record<string, string>
  /** Connections to Postgres; how long a request waits for one. */
  poolSize?: number
  acquisitionMilliseconds?: number
}

export interface Postgrest {
  /** What an operator would give as SUPABASE_URL. */
  url: string
  /** Resolves once every `notify pgrst` sent before has been heard and acted on. */
  settle(): Promise<void>
  close(): Promise<void>
}

interface Answer {
  status: number
  body: string
  headers?: Record<string, string>
}

const toAnswer = ({ status, body }: ErrorAnswer): Answer => ({
  status,
  body: JSON.stringify(body),
  headers: status === 401 ? { 'www-authenticate': 'Bearer' } : {},
})

/** Kong's and Supabase's own words, which are not PostgREST's. */
const noKey = {
  message: 'No API key found in request',
  hint: 'No `apikey` request header or url param was found.',
}
const wrongKey = {
  message: 'Invalid API key',
  hint: 'Double check your Supabase `anon` or `service_role` API key.',
}

/** The gateway: refuses unknown keys, and puts a token in the place of a key that is none (`sb_…`). */
function passGateway(request: IncomingMessage, { apiKeys, jwtSecret }: PostgrestOptions): Answer | string {
  const authorization = request.headers.authorization ?? ''
  if (!apiKeys) return authorization
  const key = request.headers.apikey
  if (typeof key !== 'string' || key === '') return { status: 401, body: JSON.stringify(noKey) }
  const role = apiKeys[key]
  if (role === undefined) return { status: 401, body: JSON.stringify(wrongKey) }
  if (authorization === '' && key.startsWith('sb_')) return `Bearer ${signToken({ role }, jwtSecret)}`
  return authorization
}

function readClaims(authorization: string, jwtSecret: string): Claims {
  const [, token] = /^Bearer\s(.*)$/i.exec(authorization) ?? []
  return token === undefined ? { role: 'anon' } : { role: 'anon', ...verifyToken(token.trim(), jwtSecret) }
}

interface Call {
  claims: Claims
  method: string
  path: string
  headers: IncomingMessage['headers']
  routine?: Routine
  /** A statement with at most one value, whose one row has the reply's JSON in `body`. */
  statement: { text: string; values: string[] }
}

/** The transaction's settings, in PostgREST's order: the role's before the role, the function's last. */
function toSettings(call: Call, roleSettings: Map<string, [string, string][]>): [string, string][] {
  const role = String(call.claims.role)
  return [
    ['search_path', '"public", "extensions"'],
    ...(roleSettings.get(role) ?? []),
    ['role', role],
    ['request.jwt.claims', JSON.stringify({ ...call.claims, role })],
    ['request.method', call.method],
    ['request.path', call.path],
    ['request.headers', JSON.stringify(call.headers)],
    ...(call.routine?.hoisted ?? []),
  ]
}

async function runTransaction(
  client: pg.PoolClient,
  call: Call,
  settings: [string, string][],
  readOnly: boolean,
): Promise<string> {
  await client.query(`begin isolation level read committed ${readOnly ? 'read only' : 'read write'}`)
  try {
    const calls = settings.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
    await client.query(`select ${calls.join(', ')}`, settings.flat())
    const { rows } = await client.query<{ body: string }>(call.statement)
    await client.query('commit')
    return rows[0]?.body ?? 'null'
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** `select`, `insert` and `delete` of whole tables: enough for somebody who should not be able to. */
function toTableStatement(method: string, table: string, body: string): Call['statement'] | undefined {
  const name = `"public"."${table.replaceAll('"', '""')}"`
  const wrap = (source: string, values: string[] = []) => ({
    text: `with pgrst_source as (${source}) select coalesce(json_agg(_postgrest_t), '[]')::text as body from pgrst_source as _postgrest_t`,
    values,
  })
  if (method === 'GET') return wrap(`select * from ${name}`)
  if (method === 'DELETE') return wrap(`delete from ${name} returning *`)
  if (method !== 'POST') return undefined
  return wrap(`insert into ${name} select * from json_populate_record(null::${name}, $1::json) returning *`, [
    body,
  ])
}

/**
 * A stand-in of Supabase's REST interface: PostgREST's RPC (and whole tables) over a real Postgres, with Supabase's
 * gateway before it when `apiKeys` are given.
 *
 * Faithful to PostgREST 14, from its documentation and its error module: the role of the token (HS256, times, no
 * `none`), `anon` without one; one connection role, `authenticator`, without rights of its own, and `set role` for
 * each request; one transaction a request with the role's settings (statement_timeout), read-only for functions that
 * are not volatile; its very statement for a call (json_to_record with the arguments' types); a schema cache read at
 * start and on `notify pgrst`, out of date in between; status and body of errors (PGRST000, 003, 102, 117, 202, 203, 205, 301,
 * 303, and SQLSTATEs); the authenticator's own statement_timeout comes with its login.
 * Not there: filters, embedding, columns and pagination of tables; PATCH and PUT; other media types than JSON; fuzzy
 * hints; asymmetric keys; response headers from SQL; `Prefer`; the connection pool's recovery.
 */
export async function startPostgrest(options: PostgrestOptions): Promise<Postgrest> {
  const url = new URL(options.databaseUrl)
  url.username = 'authenticator'
  url.password = ''
  const pool = new pg.Pool({
    connectionString: url.href,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.acquisitionMilliseconds ?? 10_000,
  })
  pool.on('error', () => undefined) // an idle connection that ended is replaced by the next request
  const listener = new pg.Client({ connectionString: url.href })
  await listener.connect()
  let cache = await readSchemaCache(listener)
  let loading = Promise.resolve()
  let closed = false
  const heard = new Map<string, () => void>()
  listener.on('notification', ({ payload = '' }) => {
    if (heard.has(payload)) return heard.get(payload)?.()
    loading = loading.then(async () => {
      cache = await readSchemaCache(listener)
    })
  })
  await listener.query('listen pgrst')

  async function run(call: Call): Promise<Answer> {
    const authenticated = call.claims.role !== 'anon'
    try {
      const client = await pool.connect()
      let broken: Error | undefined
      try {
        const settings = toSettings(call, cache.roleSettings)
        const readOnly = call.method === 'GET' || call.routine?.volatile === false
        const body = await runTransaction(client, call, settings, readOnly)
        return call.routine?.returns === 'void' ? { status: 204, body: '' } : { status: 200, body }
      } catch (error) {
        if ((error as { code?: string }).code === undefined) broken = error as Error
        throw error
      } finally {
        client.release(broken)
      }
    } catch (error) {
      return toAnswer(toPostgresErrorAnswer(error, authenticated))
    }
  }

  function callRoutine(name: string, call: Omit<Call, 'statement'>, body: string): Promise<Answer> | Answer {
    if (call.method !== 'POST')
      return toAnswer(toErrorAnswer(405, 'PGRST101', `Cannot use the ${call.method} method on RPC`))
    let given: string[]
    try {
      given = Object.keys(JSON.parse(body === '' ? '{}' : body) as object)
    } catch {
      return toAnswer(toErrorAnswer(400, 'PGRST102', 'Empty or invalid json'))
    }
    const found = findRoutines(cache, name, given)
    const [routine] = found
    const shown = given.length === 0 ? ' without parameters' : `(${given.join(', ')})`
    if (!routine) {
      const message = `Could not find the function public.${name}${shown} in the schema cache`
      return toAnswer(
        toErrorAnswer(404, 'PGRST202', message, {
          details: `Searched for the function public.${name}${shown}, but no matches were found in the schema cache.`,
        }),
      )
    }
    if (found.length > 1) {
      return toAnswer(
        toErrorAnswer(
          300,
          'PGRST203',
          `Could not choose the best candidate function between: ${found.map(each => `public.${each.name}`).join(', ')}`,
        ),
      )
    }
    const statement = { text: toRoutineStatement(routine, given), values: [body === '' ? '{}' : body] }
    return run({ ...call, routine, statement })
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(request.url ?? '/', 'http://postgrest')
    const body = await text(request)
    const authorization = passGateway(request, options)
    if (typeof authorization !== 'string') return authorization
    const [, kind, name = ''] = /^\/rest\/v1\/(rpc\/)?([^/]+)$/.exec(pathname) ?? []
    if (name === '') return toAnswer(toErrorAnswer(404, 'PGRST125', 'Invalid path specified in request URL'))
    let claims: Claims
    try {
      claims = readClaims(authorization, options.jwtSecret)
    } catch (error) {
      if (error instanceof TokenError) return toAnswer(toErrorAnswer(401, error.code, error.message))
      throw error
    }
    const method = request.method ?? 'GET'
    const call = { claims, method, path: pathname, headers: request.headers }
    if (kind) return callRoutine(decodeURIComponent(name), call, body)
    const table = decodeURIComponent(name)
    if (!cache.relations.has(table)) {
      return toAnswer(
        toErrorAnswer(404, 'PGRST205', `Could not find the table 'public.${table}' in the schema cache`),
      )
    }
    const statement = toTableStatement(method, table, body)
    return statement
      ? run({ ...call, statement })
      : toAnswer(toErrorAnswer(405, 'PGRST117', `Unsupported HTTP method: ${method}`))
  }

  function send(response: ServerResponse, { status, body, headers }: Answer): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(body)
  }

  const server = createServer((request, response) => {
    answer(request).then(
      each => send(response, each),
      error => send(response, toAnswer(toErrorAnswer(500, 'PGRSTX00', String(error)))),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    async settle() {
      const mark = `mark ${crypto.randomUUID()}`
      const arrived = new Promise<void>(resolve => heard.set(mark, resolve))
      await listener.query('select pg_notify($1, $2)', ['pgrst', mark])
      await arrived
      heard.delete(mark)
      await loading
    },
    async close() {
      if (closed) return
      closed = true
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await loading
      await Promise.all([listener.end(), pool.end()])
    },
  }
}
