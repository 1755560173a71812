import { createHmac, timingSafeEqual } from 'node:crypto'

/** What PostgREST answers to a token it does not take. */
export class TokenError extends Error {
  readonly code: 'PGRST301' | 'PGRST303'
  constructor(code: TokenError['code'], message: string) {
    super(message)
    this.name = 'TokenError'
    this.code = code
  }
}

export type Claims = Record<string, unknown>

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest()

/** A JSON Web Token signed by HMAC-SHA256 (RFC 7519, HS256), as Supabase's older keys are. */
export function signToken(claims: Claims, secret: string, header: Claims = { alg: 'HS256', typ: 'JWT' }) {
  const text = `${encode(header)}.${encode(claims)}`
  return `${text}.${hmac(text, secret).toString('base64url')}`
}

function decodePart(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims
  } catch {
    throw new TokenError('PGRST301', "JWT couldn't be decoded")
  }
}

/** PostgREST allows clocks to differ by this much. */
const leewaySeconds = 30

function checkTimes({ exp, nbf }: Claims, seconds: number): void {
  for (const [name, value] of [
    ['exp', exp],
    ['nbf', nbf],
  ]) {
    if (value !== undefined && typeof value !== 'number')
      throw new TokenError('PGRST303', `The JWT '${name}' claim must be a number`)
  }
  if (typeof exp === 'number' && exp + leewaySeconds < seconds)
    throw new TokenError('PGRST303', 'JWT expired')
  if (typeof nbf === 'number' && nbf - leewaySeconds > seconds)
    throw new TokenError('PGRST303', 'JWT not yet valid')
}

/** The claims of a token whose signature and times hold; throws a TokenError otherwise. `none` is no algorithm. */
export function verifyToken(token: string, secret: string, seconds: number = Date.now() / 1000): Claims {
  const parts = token.split('.')
  const [header = '', payload = '', signature = ''] = parts
  if (token === '') throw new TokenError('PGRST301', 'Empty JWT is sent in Authorization header')
  if (parts.length !== 3) throw new TokenError('PGRST301', `Expected 3 parts in JWT; got ${parts.length}`)
  if (decodePart(header).alg !== 'HS256')
    throw new TokenError('PGRST301', 'Wrong or unsupported encoding algorithm')
  const expected = hmac(`${header}.${payload}`, secret)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new TokenError('PGRST301', 'No suitable key or wrong key type')
  const claims = decodePart(payload)
  checkTimes(claims, seconds)
  return claims
}
