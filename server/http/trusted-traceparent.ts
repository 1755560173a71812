import type { FastifyRequest } from 'fastify'

/**
 * The trace that a proxy began, if a proxy that is believed (TRUST_PROXY) brought the request: a visitor who comes
 * straight decides nothing about our traces.
 */
export function trustedTraceparent({
  ips,
  headers,
}: Pick<FastifyRequest, 'ips' | 'headers'>): string | undefined {
  const { traceparent } = headers
  return ips !== undefined && ips.length > 1 && typeof traceparent === 'string' ? traceparent : undefined
}
