import type { FastifyReply, FastifyRequest } from 'fastify'

/** Headers a page's script may read on another origin's reply. */
const exposedHeaders =
  'RateLimit, RateLimit-Policy, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-Request-Id'
const acceptedHeaders = 'Content-Type, Accept, Accept-Language, Idempotency-Key, X-Request-Id'

/** On every reply; a page of ours (demo, docs) replaces the policy by its own. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

/** Sets what every reply carries: its id, the security headers and, on the public API, those of CORS. */
export function setCommonHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  allowedOrigins: readonly string[],
): void {
  reply.headers(securityHeaders).header('x-request-id', request.id)
  if (isShared(request.url)) reply.headers(toCorsHeaders(request.headers.origin, allowedOrigins))
}

/** What other sites' pages may call: the visitor's API, nothing of the operator's. */
function isShared(url: string): boolean {
  return url.startsWith('/api/') || url.startsWith('/webhook/')
}

/** Never with credentials: a visitor's cookies have no part in this API. */
function toCorsHeaders(
  origin: string | undefined,
  allowedOrigins: readonly string[],
): Record<string, string> {
  const everyone = allowedOrigins.includes('*')
  const headers = { vary: 'Origin' }
  if (!everyone && (origin === undefined || !allowedOrigins.includes(origin))) return headers
  return {
    ...headers,
    'access-control-allow-origin': everyone ? '*' : (origin ?? ''),
    'access-control-expose-headers': exposedHeaders,
  }
}

/** What a preflight adds when the origin is allowed. */
export function toPreflightHeaders(methods: readonly string[]): Record<string, string> {
  return {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': acceptedHeaders,
    'access-control-max-age': '86400',
  }
}
