import type { DeliveryList } from '../server/operations/list-deliveries.ts'
import type { DeliveryOutcome } from '../server/operations/settle-delivery.ts'
import type { WebhookEndpoint } from '../server/webhooks/webhook-endpoint.ts'
import { count } from './ingest-lines.ts'
import { printable } from './printable.ts'

const states = { pending: 'en attente', delivered: 'livré', dead: 'abandonné' } as const

/** Where an address is, without its path, which may hold a secret. */
export function placeOf({ url, id }: WebhookEndpoint): string {
  return `${new URL(url).origin} (${id})`
}

/** The outbox for a terminal, newest first. `endpoints` are those configured now: others have no name any more. */
export function deliveryLines(
  { deliveries, counts, stopped }: DeliveryList,
  endpoints: readonly WebhookEndpoint[],
): string[] {
  const nameOf = (id: string) => {
    const known = endpoints.find(each => each.id === id)
    return known ? placeOf(known) : `${id}, qui n’est plus dans WEBHOOK_URL`
  }
  const { pending, delivered, dead } = counts
  const lines = [
    `Événements : ${count(pending, 'en attente', 'en attente')}, ${count(delivered, 'livré')}, ${count(dead, 'abandonné')}.`,
    ...stopped.map(
      id =>
        `Plus rien n’est envoyé à ${nameOf(id)} : elle a répondu 410. npm run webhooks -- replay --dead la remet en route.`,
    ),
  ]
  if (endpoints.length === 0) lines.push('WEBHOOK_URL est vide : aucun événement n’est écrit ni envoyé.')
  for (const each of deliveries) {
    lines.push(
      '',
      `${each.id} · ${each.type} · ${toMinute(each.created_at)}`,
      `  ${states[each.status]} · ${count(each.attempts, 'essai')} · ${nameOf(each.endpoint)}`,
    )
    if (each.last_error !== null && each.status !== 'delivered')
      lines.push(`  dernier essai : ${printable(each.last_error)}`)
    if (each.next_attempt_at !== null) lines.push(`  prochain essai : ${toMinute(each.next_attempt_at)}`)
  }
  if (dead > 0)
    lines.push(
      '',
      'Pour renvoyer : npm run webhooks -- replay <id>, ou replay --dead pour tous les abandonnés.',
    )
  return lines
}

/** What became of a test, one line. */
export function testLine(endpoint: WebhookEndpoint, { outcome, httpStatus, error }: DeliveryOutcome): string {
  const place = placeOf(endpoint)
  if (outcome === 'delivered') return `✓ ${place} : reçu (HTTP ${httpStatus})`
  const problem = printable(error ?? 'échec')
  return `✗ ${place} : ${problem}${adviceOn(httpStatus, problem)}`
}

function adviceOn(status: number | null, problem: string): string {
  if (status === 401 || status === 403)
    return ' · le récepteur refuse la signature : a-t-il le même secret, et la bonne heure ?'
  if (status === 404) return ' · rien à cette adresse : dans n8n, le workflow est-il publié (actif) ?'
  if (status !== null && status >= 300 && status < 400)
    return ' · c’est une redirection, qui n’est pas suivie : mets l’adresse finale dans WEBHOOK_URL'
  if (problem.includes('ADDRESS_REFUSED'))
    return ' · ce nom mène à une adresse privée : s’il est à toi, ajoute-le à WEBHOOK_PRIVATE_HOSTS'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED/.test(problem))
    return ' · personne ne répond : le nom, le port, et le réseau (dans Docker, le nom du service) sont-ils bons ?'
  return ''
}

/** `2026-11-23 03:05 UTC`. */
function toMinute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}
