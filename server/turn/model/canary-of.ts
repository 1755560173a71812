import { createHash } from 'node:crypto'

/**
 * The canary of a deployment: the same at every start, so that the prompt stays in the provider's cache, and known to
 * nobody who does not have the secret (a provider's key) it is made from. Tells nothing of the secret.
 */
export function canaryOf(secret: string): string {
  return `repere-${createHash('sha256').update(`canary\0${secret}`).digest('hex').slice(0, 16)}`
}
