import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** Headers that a proxy adds: what carries one was not asked by a program of this machine. */
const proxyHeaders = [
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'via',
  'x-forwarded-host',
  'x-forwarded-proto',
]

/**
 * Whether a request may read the metrics, which say what the models cost and how busy the site is: with the token where
 * one is set, and from then on with nothing else; without one, from this machine itself, and not through a proxy that
 * stands on it, which speaks for anybody.
 */
export function mayReadMetrics(
  { headers, raw }: Pick<FastifyRequest, 'headers' | 'raw'>,
  token: string | undefined,
): boolean {
  if (token !== undefined) return isSame(headers.authorization ?? '', `Bearer ${token}`)
  return isLoopback(raw.socket.remoteAddress) && !proxyHeaders.some(name => name in headers)
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address)
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
