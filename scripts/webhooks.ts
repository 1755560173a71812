// `npm run webhooks -- list|replay|test|secret`: what is told to the operator's own programs.
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { loadTeam } from '../server/agents/load-team.ts'
import type { Config } from '../server/config.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { listDeliveries } from '../server/operations/list-deliveries.ts'
import { DeliveryStatus } from '../server/operations/queued-event.ts'
import { readInstallation } from '../server/operations/read-installation.ts'
import { replayDeliveries } from '../server/operations/replay-deliveries.ts'
import type { Database } from '../server/ports/database.ts'
import { createWebhookPoster } from '../server/providers/webhook/create-webhook-poster.ts'
import { postEvent } from '../server/webhooks/post-event.ts'
import { toSecret } from '../server/webhooks/sign-webhook.ts'
import { exitCode, readConfig, readVersion, root, runCommand, UsageError } from './command-line.ts'
import { count } from './ingest-lines.ts'
import { parseOptions } from './parse-options.ts'
import { printable } from './printable.ts'
import { deliveryLines, testLine } from './webhook-lines.ts'

const help = `Les événements envoyés à tes propres programmes (WEBHOOK_URL), serveur en marche ou non :

  npm run webhooks -- list [--status pending|delivered|dead] [--limit 50] [--json]
                                   ce qui attend, ce qui est livré, ce qui est abandonné
  npm run webhooks -- replay <id>  renvoyer un événement, quoi qu’il soit devenu
  npm run webhooks -- replay --dead
                                   renvoyer tous les abandonnés, et reprendre les adresses qui ont répondu 410
  npm run webhooks -- test         envoyer un événement d’essai, signé, à chaque adresse
  npm run webhooks -- secret       faire un secret pour WEBHOOK_SECRET

Un événement est essayé dix fois en trois jours ; s’il attend une semaine sans que personne le prenne, il est abandonné. Livré, il reste affiché une semaine ; abandonné, un mois.`

const actions = ['list', 'replay', 'test', 'secret'] as const
type Action = (typeof actions)[number]

interface Arguments {
  action: Action
  id: string | undefined
  status: DeliveryStatus | undefined
  limit: number
  dead: boolean
  json: boolean
}

function parseArguments(args: readonly string[]): Arguments | null {
  const { values, positionals } = parseOptions(
    args,
    {
      status: { type: 'string' },
      limit: { type: 'string' },
      dead: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    { words: 2 },
  )
  if (values.help) return null
  const [word, id] = positionals
  const action = actions.find(each => each === word)
  if (action === undefined) throw new UsageError('Que faire ? list, replay, test ou secret.')
  if (id !== undefined && action !== 'replay') throw new UsageError(`Mot en trop : ${id}`)
  const status = DeliveryStatus.optional().safeParse(values.status)
  if (!status.success) throw new UsageError('--status veut pending, delivered ou dead.')
  const limit = Number(values.limit ?? 50)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new UsageError('--limit veut un nombre de 1 à 1000.')
  const dead = values.dead === true
  if (action === 'replay' && (id === undefined) === !dead)
    throw new UsageError('Renvoyer quoi ? Un id (npm run webhooks -- list les montre), ou --dead.')
  return { action, id, status: status.data, limit, dead, json: values.json === true }
}

async function list(database: Database, { webhooks }: Config, request: Arguments): Promise<number> {
  const found = await listDeliveries(database, request)
  console.log(
    request.json ? JSON.stringify(found, null, 2) : deliveryLines(found, webhooks.endpoints).join('\n'),
  )
  return exitCode.done
}

async function replay(database: Database, { webhooks }: Config, { id }: Arguments): Promise<number> {
  const { replayed, resumed } = await replayDeliveries(database, { id })
  if (replayed === 0 && id !== undefined) {
    process.stderr.write(`« ${printable(id)} » n’est pas dans la file, ou part en ce moment même.\n`)
    return exitCode.failed
  }
  const sent =
    webhooks.endpoints.length > 0
      ? 'dans les secondes qui viennent si le serveur tourne'
      : 'dès que WEBHOOK_URL est rempli'
  console.log(`${count(replayed, 'envoi remis', 'envois remis')} en file : ${sent}.`)
  if (resumed > 0)
    console.log(`${count(resumed, 'adresse arrêtée', 'adresses arrêtées')} par un 410 : remise en route.`)
  return exitCode.done
}

/** Posts a signed event to each address, past the outbox: what is wrong is seen at once. */
async function test(database: Database, { webhooks }: Config): Promise<number> {
  const { endpoints, keys } = webhooks
  const poster = createWebhookPoster()
  const userAgent = `chatbot-v2/${readVersion()}`
  const { team } = await loadTeam(join(root, 'agents'))
  const deps = { poster, keys, userAgent, now: Date.now, random: Math.random, site: team.name }
  const installation = await readInstallation(database)
  const event = {
    id: `evt_${randomUUID()}`,
    type: 'webhook.test',
    createdAt: new Date().toISOString(),
    data: { message: 'Essai de chatbot-v2 : la signature est bonne si tu lis ceci dans ton workflow.' },
    attempt: 1,
  }
  try {
    const outcomes = await Promise.all(
      endpoints.map(endpoint => postEvent(deps, endpoint, event, installation)),
    )
    for (const [index, endpoint] of endpoints.entries()) {
      const outcome = outcomes[index]
      if (outcome) console.log(testLine(endpoint, outcome))
    }
    return outcomes.every(({ outcome }) => outcome === 'delivered') ? exitCode.done : exitCode.failed
  } finally {
    poster.close()
  }
}

/** The key is letters, because n8n's credential takes text and no bytes; 256 bits of chance all the same. */
function makeSecret(): number {
  const key = randomBytes(32).toString('base64url')
  console.log(`Dans .env :

  WEBHOOK_SECRET=${toSecret(Buffer.from(key))}

Dans n8n (identifiant « Crypto », champ « Hmac Secret ») :

  ${key}

Pour en changer sans rien perdre : WEBHOOK_SECRET=<nouveau>,<ancien>, puis n8n, puis <nouveau> seul.`)
  return exitCode.done
}

async function run(): Promise<number> {
  const request = parseArguments(process.argv.slice(2))
  if (request === null) {
    console.log(help)
    return exitCode.done
  }
  if (request.action === 'secret') return makeSecret()
  const config = readConfig()
  if (request.action === 'test' && config.webhooks.endpoints.length === 0)
    throw new UsageError('WEBHOOK_URL est vide : donne d’abord une adresse.')
  const database = await openBesideServer(config.database)
  try {
    if (request.action === 'test') return await test(database, config)
    return await (request.action === 'list' ? list : replay)(database, config, request)
  } finally {
    await database.close()
  }
}

await runCommand('webhooks', run)
