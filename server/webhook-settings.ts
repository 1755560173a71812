import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { z } from 'zod'
import { type WebhookEventType, webhookEventTypes } from '../contract/webhook-event.ts'
import { flagVariable, listVariable } from './environment-values.ts'
import { addressRange } from './providers/http/address-range.ts'
import { readSecret } from './webhooks/sign-webhook.ts'
import type { WebhookEndpoint } from './webhooks/webhook-endpoint.ts'

/** What is told to the operator's own programs, and how; `endpoints` is empty where nothing is. */
export interface WebhookSettings {
  endpoints: WebhookEndpoint[]
  /** One, or two while the secret changes. */
  keys: Uint8Array[]
  events: WebhookEventType[]
  /** Whether events carry the visitor's own words. */
  includeQuestion: boolean
}

const mostEndpoints = 5
/** Told of unless the operator chooses: all but what comes with every answer. */
const usualEvents = webhookEventTypes.filter(type => type !== 'turn.finished')

/** The environment variables of webhooks. */
export const webhookVariables = {
  WEBHOOK_URL: listVariable.refine(
    urls => urls.length <= mostEndpoints,
    `prend ${mostEndpoints} adresses au plus`,
  ),
  WEBHOOK_SECRET: listVariable.refine(
    secrets => secrets.length <= 2 && secrets.every(secret => readSecret(secret) !== null),
    "doit être un secret whsec_… de 24 à 64 octets en base64 (deux, séparés par une virgule, le temps d'en changer) : npm run webhooks -- secret en fait un",
  ),
  WEBHOOK_EVENTS: listVariable.refine(
    events => events.every(event => webhookEventTypes.includes(event as WebhookEventType)),
    `doit lister des événements parmi ${webhookEventTypes.join(', ')}`,
  ),
  WEBHOOK_INCLUDE_QUESTION: flagVariable,
  WEBHOOK_PRIVATE_HOSTS: listVariable.refine(
    hosts => hosts.every(host => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)),
    'doit lister des noms comme n8n.exemple.fr, sans https:// ni port',
  ),
}

type WebhookEnvironment = z.infer<z.ZodObject<typeof webhookVariables>>

/** What is wrong with the variables together, a line each, in French; no address is shown, for it may hold a secret. */
export function findWebhookContradictions(env: WebhookEnvironment): string[] {
  const problems = env.WEBHOOK_URL.flatMap((url, index) => {
    const problem = problemOf(url, env.WEBHOOK_PRIVATE_HOSTS)
    return problem === null ? [] : [`WEBHOOK_URL (adresse ${index + 1}) ${problem}`]
  })
  if (new Set(env.WEBHOOK_URL).size < env.WEBHOOK_URL.length)
    problems.push('WEBHOOK_URL nomme deux fois la même adresse')
  if (env.WEBHOOK_URL.length > 0 && env.WEBHOOK_SECRET.length === 0)
    problems.push(
      'WEBHOOK_SECRET manque : rien ne part sans signature. npm run webhooks -- secret en fait un',
    )
  return problems
}

export function toWebhookSettings(env: WebhookEnvironment): WebhookSettings {
  const { WEBHOOK_EVENTS: events } = env
  return {
    endpoints: env.WEBHOOK_URL.map(text => {
      const url = new URL(text)
      const id = createHash('sha256').update(url.href).digest('hex').slice(0, 12)
      return { id, url: url.href, mayBePrivate: isPrivateHost(hostOf(url), env.WEBHOOK_PRIVATE_HOSTS) }
    }),
    keys: env.WEBHOOK_SECRET.flatMap(secret => readSecret(secret) ?? []),
    events: events.length > 0 ? webhookEventTypes.filter(type => events.includes(type)) : usualEvents,
    includeQuestion: env.WEBHOOK_INCLUDE_QUESTION,
  }
}

function problemOf(text: string, privateHosts: readonly string[]): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    return 'doit commencer par https://, ou par http:// sur ton propre réseau (http://n8n:5678/webhook/…)'
  if (url.username !== '' || url.password !== '')
    return 'ne prend ni utilisateur ni mot de passe : la signature prouve qui appelle'
  const host = hostOf(url)
  if (host === 'metadata.google.internal' || (isIP(host) > 0 && addressRange(host) === 'forbidden'))
    return 'mène à une adresse réservée'
  if (url.protocol === 'http:' && !isPrivateHost(host, privateHosts))
    return 'est en clair vers Internet : mets https://, ou son nom dans WEBHOOK_PRIVATE_HOSTS si elle est sur ton propre réseau'
  return problemOfPort(url, isPrivateHost(host, privateHosts))
}

/**
 * On the internet the port of https only; on a network of one's own, where n8n has 5678, also those that no system service
 * has: a webhook is no way to talk to a mail server, to SSH or to a printer, whoever wrote the address down.
 */
function problemOfPort({ port }: URL, isPrivate: boolean): string | null {
  // Empty where it is the protocol's own.
  if (port === '' || (isPrivate && (['80', '443'].includes(port) || Number(port) >= 1024))) return null
  return isPrivate
    ? 'prend le port 80, 443, ou un port à partir de 1024'
    : 'est sur un port qui n’est pas celui de https : mets-la derrière le port 443, ou son nom dans WEBHOOK_PRIVATE_HOSTS si elle est sur ton propre réseau'
}

/** Without the brackets of IPv6, and without the dot that ends a whole name. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** A name that only a network of one's own knows (n8n, localhost, x.internal), a private address, or what is listed. */
function isPrivateHost(host: string, listed: readonly string[]): boolean {
  if (isIP(host) > 0) return addressRange(host) === 'private'
  return (
    !host.includes('.') ||
    /\.(localhost|local|internal|lan|home\.arpa)$/.test(host) ||
    listed.some(name => name.toLowerCase() === host)
  )
}
