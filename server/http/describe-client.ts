import type { FastifyRequest } from 'fastify'

/**
 * Whom the server takes a request's client for, and how it knows: `203.0.113.7; forwarded` by a proxy that is believed,
 * `…; ignored` where X-Forwarded-For came and was not believed (TRUST_PROXY), `…; direct` where none came. The doctor reads
 * it, with the token of the metrics.
 */
export function describeClient({ ip, headers, raw }: Pick<FastifyRequest, 'ip' | 'headers' | 'raw'>): string {
  const forwarded = headers['x-forwarded-for']
  if (forwarded === undefined) return `${ip}; direct`
  const said = String(forwarded)
    .split(',')
    .map(part => part.trim())
  // A client that shares the proxy's address is said to have it, too.
  const isIgnored = ip === raw.socket.remoteAddress && !said.includes(ip)
  return `${ip}; ${isIgnored ? 'ignored' : 'forwarded'}`
}
