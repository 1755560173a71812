import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { identifierPattern } from '../../contract/identifier.ts'

/** A client's `X-Request-Id` when it is an identifier, so that no log line or header can be forged; else a new one. */
export function toRequestId(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && identifierPattern.test(given) ? given : randomUUID()
}
