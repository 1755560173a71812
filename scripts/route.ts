// `npm run route -- "message"`: whom the router sends it to, from what evidence, and why; asks no model.
import { join } from 'node:path'
import type { HistoryMessage } from '../server/agents/conversation.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import type { Persona } from '../server/agents/persona.ts'
import { type Config, parseConfig } from '../server/config.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { toModelSettings } from '../server/model-settings.ts'
import type { Database } from '../server/ports/database.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { askedPairs } from '../server/turn/answer-pair.ts'
import { createModelLog } from '../server/turn/model/model-log.ts'
import { readQuestion } from '../server/turn/question-in-context.ts'
import { exitCode, root, runCommand, UsageError } from './command-line.ts'
import { type Explained, explainRoute } from './explain-route.ts'
import { findAsTurn } from './find-as-turn.ts'
import { parseOptions } from './parse-options.ts'
import { readHistory } from './read-history.ts'
import { routeLines } from './route-lines.ts'

const help = `Voir à qui l’aiguilleur envoie un message, et pourquoi, comme le chat le ferait :

  npm run route -- "Mes mails arrivent en spam"             au début d’une conversation
  npm run route -- "et pour les réels ?" --after carole     juste après une réponse de cette spécialiste
  npm run route -- "et ensuite ?" --conversation c-1 --visitor v-1   à la suite de cette conversation
  npm run route -- "Mes mails arrivent en spam" --json      pour un programme

Serveur en marche ou non. Avec une clé dans .env : un appel pour l’embedding ; aucun au modèle.

  probabilité  que le message soit pour elle, tous indices pesés
  confiance    la même, calibrée sur des messages réels ; à partir de ROUTING_CONFIDENCE, elle répond
  documents    part du message que disent ses extraits (0 à 1)`

const options = {
  conversation: { type: 'string' },
  visitor: { type: 'string' },
  after: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Before = Partial<Record<'conversation' | 'visitor' | 'after', string>>

/** What was said before, as a turn reads it; empty at the beginning of a conversation. */
async function readBefore(
  database: Database,
  { conversation, visitor, after }: Before,
  personas: readonly Persona[],
  limit: number,
): Promise<HistoryMessage[]> {
  if (after !== undefined) {
    if (conversation !== undefined) throw new UsageError('--after ou --conversation, pas les deux.')
    const persona = personas.find(({ id }) => id === after)
    if (!persona)
      throw new UsageError(`Spécialiste inconnue : ${after} (${personas.map(({ id }) => id).join(', ')}).`)
    return [
      { role: 'user', content: persona.examples[0] ?? persona.name, agent: null },
      { role: 'assistant', content: persona.description.fr, agent: persona.id },
    ]
  }
  return await readHistory(database, { conversation, visitor }, limit)
}

async function explain(
  { config, database }: { config: Config; database: Database },
  message: string,
  before: Before,
): Promise<Explained> {
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const providers = await createProviders(config.providers)
  try {
    const history = await readBefore(database, before, personas, config.maxHistoryMessages)
    const read = readQuestion(message, history, { team, personas })
    const log = createModelLog()
    const found = await findAsTurn({ config, personas, database, log, ...providers }, read)
    return explainRoute(
      { team, personas, threshold: config.routingConfidence },
      {
        message,
        history,
        passages: found.passages,
        pairs: askedPairs(found.matches),
        answeredByAll: found.answeredByAll,
      },
      providers.language ? toModelSettings(config).orchestrator : null,
    )
  } finally {
    await providers.close()
  }
}

async function run(): Promise<number> {
  const { values, positionals } = parseOptions(process.argv.slice(2), options, { words: 100 })
  if (values.help) {
    console.log(help)
    return exitCode.done
  }
  const message = positionals.join(' ').trim()
  if (message === '') throw new UsageError('Il manque le message, entre guillemets.')
  const config = parseConfig(readEnvironment(process.cwd(), process.env))
  const database = await openBesideServer(config.database)
  try {
    const explained = await explain({ config, database }, message, values)
    console.log(values.json ? JSON.stringify(explained, null, 2) : routeLines(explained).join('\n'))
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runCommand('route', run)
