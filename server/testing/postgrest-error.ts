/** An answer of PostgREST that is no success: its HTTP status and its body. */
export interface ErrorAnswer {
  status: number
  body: { code: string; message: string; details: string | null; hint: string | null }
}

export function toErrorAnswer(
  status: number,
  code: string,
  message: string,
  { details = null, hint = null }: { details?: string | null; hint?: string | null } = {},
): ErrorAnswer {
  return { status, body: { code, message, details, hint } }
}

/** PostgREST's table of statuses for SQLSTATEs (docs.postgrest.org, "Errors", version 14); the longest prefix counts. */
const statuses: Record<string, number> = {
  '08': 503,
  '09': 500,
  '0L': 403,
  '0P': 403,
  '23503': 409,
  '23505': 409,
  '25006': 405,
  '25': 500,
  '28': 403,
  '2D': 500,
  '38': 500,
  '39': 500,
  '3B': 500,
  '40': 500,
  '53400': 500,
  '53': 503,
  '54': 500,
  '55': 500,
  '57P01': 503,
  '57': 500,
  '58': 500,
  F0: 500,
  HV: 500,
  P0001: 400,
  P0: 500,
  XX: 500,
  '42883': 404,
  '42P01': 404,
  '42P17': 500,
}

/** The status of a SQLSTATE; `authenticated` is whether the role is another one than `anon`. */
export function toStatus(code: string, message: string, authenticated: boolean): number {
  if (code === '42501') return authenticated ? 403 : 401
  if (code === '22023' && /^role .* does not exist$/.test(message)) return 401
  return statuses[code] ?? statuses[code.slice(0, 2)] ?? 400
}

interface PostgresFailure {
  code?: unknown
  message?: unknown
  detail?: unknown
  hint?: unknown
}

/** What PostgREST answers when Postgres, or the way to it, fails. */
export function toPostgresErrorAnswer(error: unknown, authenticated: boolean): ErrorAnswer {
  const { code, message, detail, hint } = error as PostgresFailure
  const text = String(message)
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) {
    return /timeout exceeded when trying to connect/.test(text)
      ? toErrorAnswer(504, 'PGRST003', 'Timed out acquiring connection from connection pool.')
      : toErrorAnswer(503, 'PGRST000', 'Database connection error. Retrying the connection.', {
          details: text,
        })
  }
  return toErrorAnswer(toStatus(code, text, authenticated), code, text, {
    details: typeof detail === 'string' ? detail : null,
    hint: typeof hint === 'string' ? hint : null,
  })
}
