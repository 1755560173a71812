import type { OutboxStatus } from '../../server/operations/outbox-status.ts'
import { configuredStops } from '../../server/webhooks/configured-stops.ts'
import type { WebhookEndpoint } from '../../server/webhooks/webhook-endpoint.ts'
import { count } from '../ingest-lines.ts'
import { placeOf } from '../webhook-lines.ts'
import type { Finding } from './finding.ts'

const section = 'Événements'
/** Seconds that what is due may wait: the receiver was away for a moment. */
const patience = 3600

/** What is told to the operator's own programs: addresses that are stopped, what was given up, what waits for long. */
export function judgeOutbox(
  { pending, dead, overdueSeconds, stopped }: OutboxStatus,
  endpoints: readonly WebhookEndpoint[],
): Finding[] {
  const findings: Finding[] = []
  const stops = configuredStops(stopped, endpoints)
  if (stops.length > 0)
    findings.push({
      id: 'webhooks-stopped',
      section,
      state: 'error',
      text: `plus rien n’est envoyé à ${stops.map(placeOf).join(', ')} : le récepteur a répondu 410`,
      todo: 'Remets-le en marche (n8n : workflow actif), puis npm run webhooks -- replay --dead ; ou retire-le de WEBHOOK_URL et relance le serveur.',
    })
  if (dead > 0)
    findings.push({
      id: 'webhooks-dead',
      section,
      state: 'warning',
      text: `${count(dead, 'événement abandonné', 'événements abandonnés')}`,
      todo: 'npm run webhooks -- list --status dead dit pourquoi ; replay --dead les renvoie.',
    })
  if (overdueSeconds > patience)
    findings.push({
      id: 'webhooks-waiting',
      section,
      state: 'warning',
      text: `${count(pending, 'événement attend', 'événements attendent')}, le plus ancien depuis ${Math.floor(overdueSeconds / 3600)} h`,
      todo: 'Le récepteur répond-il (npm run webhooks -- test) ? Le serveur tourne-t-il ? L’adresse est-elle encore dans WEBHOOK_URL ?',
    })
  if (findings.length > 0) return findings
  if (endpoints.length === 0)
    return [{ id: 'webhooks', section, state: 'unknown', text: 'WEBHOOK_URL est vide : aucun événement' }]
  const waits = pending > 0 ? `${count(pending, 'attend', 'attendent')} leur tour` : 'tout est parti'
  return [
    { id: 'webhooks', section, state: 'ok', text: `événements : ${waits}, rien d’abandonné, rien d’arrêté` },
  ]
}
