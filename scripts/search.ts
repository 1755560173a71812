// `npm run search -- "question" --agent audrey`: what a turn would find, by which scores, and what it would make of it.
import { join } from 'node:path'
import { createRouter } from '../server/agents/choose-agent.ts'
import { detectLanguage } from '../server/agents/language.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import { type Config, parseConfig } from '../server/config.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { listDocuments } from '../server/operations/list-documents.ts'
import type { Database } from '../server/ports/database.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { withoutOthers } from '../server/turn/answer.ts'
import { askedPairs } from '../server/turn/answer-pair.ts'
import { createModelLog } from '../server/turn/model/model-log.ts'
import { readQuestion } from '../server/turn/question-in-context.ts'
import { exitCode, root, runCommand, UsageError } from './command-line.ts'
import { explainSearch, type SearchExplanation } from './explain-search.ts'
import { findAsTurn } from './find-as-turn.ts'
import { parseOptions } from './parse-options.ts'
import { searchLines } from './search-lines.ts'

const help = `Voir ce que la recherche trouve pour une question, et pourquoi, comme le chat le ferait :

  npm run search -- "Combien coûte l’offre ?"                  pour la spécialiste que l’aiguilleur choisit
  npm run search -- "Combien coûte l’offre ?" --agent audrey   pour elle
  npm run search -- "Combien coûte l’offre ?" --json           pour un programme

Serveur en marche ou non. Avec des clés dans .env : un appel pour l’embedding, un pour reclasser ; aucun au modèle.

  score     ce qui classe les extraits, priorité comprise
  mots      part de la question que disent leurs mots ; lettres : leurs suites de cinq lettres (fautes, dérivés)
  sens      proximité des embeddings (– sans clé) ; titre : ce que disent le titre et les intertitres
  prio      priorité du document : ± 1 % de score par point, cinq points au plus
  reclassé  rang après RERANK (– sans clé, ou écarté)`

/** The question as a turn would answer it, on what is configured. */
async function explain(
  { config, database }: { config: Config; database: Database },
  question: string,
  agent: string | undefined,
): Promise<SearchExplanation> {
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const named = personas.find(({ id }) => id === agent)
  if (agent !== undefined && !named)
    throw new UsageError(`Spécialiste inconnue : ${agent} (${personas.map(({ id }) => id).join(', ')}).`)
  const providers = await createProviders(config.providers)
  try {
    const log = createModelLog()
    const read = readQuestion(question, [], { team, personas })
    const found = await findAsTurn({ config, personas, database, log, ...providers }, read)
    const router = createRouter({ team, personas, threshold: config.routingConfidence })
    const asked = {
      message: question,
      history: [],
      passages: found.passages,
      pairs: askedPairs(found.matches),
      answeredByAll: found.answeredByAll,
    }
    const decision = router.choose(asked)
    const persona = named ?? personas.find(({ id }) => id === decision.agent) ?? null
    const chosen = persona && (providers.reranker || providers.language) ? await found.choose(persona) : null
    return explainSearch({
      question,
      search: read.search,
      language: detectLanguage(question, team.language),
      readings: read
        .readingsFor(persona?.id ?? '')
        .map(reading => (named ? reading : withoutOthers(reading, decision))),
      persona,
      decision: named
        ? { confidence: null, reasoning: 'choisie par --agent' }
        : { confidence: decision.confidence, reasoning: decision.reasoning },
      passages: found.passages,
      matches: found.matches,
      ranked: (providers.reranker && chosen?.ranked) || null,
      given: (providers.language && chosen?.given) || null,
      documents: await listDocuments(database),
      milliseconds: found.milliseconds,
      warnings: log.troubles.map(({ step, reason, next }) => `${step} a échoué (${reason}) → ${next}`),
    })
  } finally {
    await providers.close()
  }
}

async function run(): Promise<number> {
  const { values, positionals } = parseOptions(
    process.argv.slice(2),
    { agent: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    { words: 100 },
  )
  if (values.help) {
    console.log(help)
    return exitCode.done
  }
  const question = positionals.join(' ').trim()
  if (question === '') throw new UsageError('Il manque la question, entre guillemets.')
  const config = parseConfig(readEnvironment(process.cwd(), process.env))
  const database = await openBesideServer(config.database)
  try {
    const explained = await explain({ config, database }, question, values.agent)
    if (values.json) console.log(JSON.stringify(explained, null, 2))
    else console.log(searchLines(explained, process.stdout.columns).join('\n'))
    return exitCode.done
  } finally {
    await database.close()
  }
}

await runCommand('search', run)
