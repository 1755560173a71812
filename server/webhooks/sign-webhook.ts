import { createHmac } from 'node:crypto'

/** What a secret of Standard Webhooks begins with; the rest is base64. */
const secretPrefix = 'whsec_'

/** The key in a secret: 24 to 64 bytes; null where it is none. */
export function readSecret(secret: string): Buffer | null {
  if (!secret.startsWith(secretPrefix)) return null
  const text = secret.slice(secretPrefix.length)
  const key = Buffer.from(text, 'base64')
  // Buffer.from skips what is no base64.
  if (key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) return null
  return key.length >= 24 && key.length <= 64 ? key : null
}

/** A secret from at least 24 random bytes. */
export function toSecret(bytes: Uint8Array): string {
  return secretPrefix + Buffer.from(bytes).toString('base64')
}

/**
 * The headers of Standard Webhooks 1.0 (standard-webhooks/standard-webhooks, spec): the id stays the same at every attempt,
 * `timestamp` (seconds since 1970) is the attempt's, and the signature is over both and the body, `v1,<base64>`, once for
 * each key, so that a receiver may have either while keys change. Throws without a key: nothing leaves unsigned.
 */
export function signWebhook(
  message: { id: string; timestamp: number; body: string },
  keys: readonly Uint8Array[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  if (keys.length === 0) throw new Error('no key to sign a webhook with')
  const { id, timestamp, body } = message
  const sign = (key: Uint8Array) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys.map(key => `v1,${sign(key)}`).join(' '),
  }
}
