// `npm run prompt -- "question" --agent carole`: exactly what a model would be sent, with token counts. Asks no model.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRouter, type RoutingRequest } from '../server/agents/choose-agent.ts'
import { detectLanguage } from '../server/agents/language.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import type { Persona, Team } from '../server/agents/persona.ts'
import { parseConfig } from '../server/config.ts'
import { openBesideServer } from '../server/database/open-beside.ts'
import { createTokenCounter } from '../server/ingest/count-tokens.ts'
import { toModelSettings } from '../server/model-settings.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { askedPairs, pairFor } from '../server/turn/answer-pair.ts'
import { toDelimiter } from '../server/turn/model/answer-with-model.ts'
import { composePrompt, type PromptInput } from '../server/turn/model/compose-prompt.ts'
import { createModelLog } from '../server/turn/model/model-log.ts'
import { composeRoutingPrompt, isUnsure } from '../server/turn/model/route-by-model.ts'
import { readQuestion } from '../server/turn/question-in-context.ts'
import { exitCode, root, runCommand, UsageError } from './command-line.ts'
import { findAsTurn } from './find-as-turn.ts'
import { printable } from './printable.ts'
import { promptLines } from './prompt-lines.ts'
import { readHistory } from './read-history.ts'

const help = `Voir ce qui serait envoyé au modèle de langage, sans rien lui envoyer :

  npm run prompt -- "Combien de temps dure un réel ?"                  à qui l’aiguilleur l’enverrait
  npm run prompt -- "Combien de temps dure un réel ?" --agent carole   à cette spécialiste
  npm run prompt -- "Et pour une story ?" --conversation c-1 --visitor v-1   à la suite de cette conversation

Serveur en marche ou non. Quand l’aiguilleur hésite, montre aussi ce qui serait demandé à ORCHESTRATOR_MODEL. Avec des clés dans .env, la question est cherchée et les extraits reclassés comme dans le chat (un appel à chacun) ;
sans clé, par les mots seuls.`

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        agent: { type: 'string' },
        conversation: { type: 'string' },
        visitor: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return { ...values, question: positionals.join(' ').trim() }
  } catch {
    throw new UsageError('Option inconnue.')
  }
}

/** Whoever is named, else whom the local router chooses; null when no specialist answers. */
function choosePersona(
  { team, personas }: { team: Team; personas: Persona[] },
  { agent, threshold, ...request }: RoutingRequest & { agent: string | undefined; threshold: number },
): Pick<PromptInput, 'others'> & { persona: Persona | null; reasoning: string; unsure: boolean } {
  if (agent !== undefined) {
    const persona = personas.find(({ id }) => id === agent)
    if (persona) return { persona, reasoning: 'choisie par --agent', unsure: false }
    throw new UsageError(`Spécialiste inconnue : ${agent} (${personas.map(({ id }) => id).join(', ')}).`)
  }
  const decision = createRouter({ team, personas, threshold }).choose(request)
  const persona = personas.find(({ id }) => id === decision.agent) ?? null
  const others = decision.kind === 'agent' ? decision.others : undefined
  return { persona, reasoning: decision.reasoning, unsure: isUnsure(decision), others }
}

async function run(): Promise<number> {
  const { question, agent, help: wanted, ...said } = readArguments(process.argv.slice(2))
  if (wanted) {
    console.log(help)
    return exitCode.done
  }
  if (question === '') throw new UsageError('Il manque la question, entre guillemets.')
  const config = parseConfig(readEnvironment(process.cwd(), process.env))
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const providers = await createProviders(config.providers)
  const database = await openBesideServer(config.database)
  try {
    const history = await readHistory(database, said, config.maxHistoryMessages)
    const log = createModelLog()
    const read = readQuestion(question, history, { team, personas })
    const { passages, matches, answeredByAll, choose } = await findAsTurn(
      { config, personas, database, log, ...providers },
      read,
    )
    const { persona, reasoning, unsure, others } = choosePersona(
      { team, personas },
      {
        message: question,
        history,
        passages,
        pairs: askedPairs(matches),
        answeredByAll,
        agent,
        threshold: config.routingConfidence,
      },
    )
    const modelSettings = toModelSettings(config)
    const count = createTokenCounter()
    if (unsure) {
      console.log(`L’aiguilleur n’est pas sûr : ${reasoning}. Avec un modèle, il serait demandé d’abord :\n`)
      const messages = composeRoutingPrompt({ personas, history, message: question })
      const routing = { messages, parts: [] }
      console.log(`${promptLines(routing, { models: [modelSettings.orchestrator], count }).join('\n')}\n`)
    }
    if (persona === null) {
      console.log(
        `${unsure ? 'Sans lui, aucune' : 'Aucune'} spécialiste ne répond, et rien n’est envoyé : ${reasoning}`,
      )
      return exitCode.done
    }
    const pair = pairFor(persona.id, matches)
    if (pair) {
      console.log(
        `${persona.name} : ${reasoning}\n\nRien n’est envoyé : c’est la réponse écrite d’avance dans ${printable(pair.filename)} (npm run pairs), donnée mot pour mot.`,
      )
      return exitCode.done
    }
    const prompt = composePrompt({
      team,
      persona,
      personas,
      history,
      passages: (await choose(persona)).given,
      question: read.toModel,
      others,
      language: detectLanguage(question, team.language),
      delimiter: toDelimiter(randomUUID()),
      canary: modelSettings.canary,
    })
    const own = persona.model ?? modelSettings.agents[persona.id] ?? modelSettings.answers
    const models = [...new Set([own, modelSettings.fallback])]
    console.log(`${persona.name} : ${reasoning}\n`)
    console.log(promptLines(prompt, { models, count }).join('\n'))
    for (const { step, reason, next } of log.troubles)
      console.log(`Attention : ${step} a échoué (${reason}) → ${next}`)
    return exitCode.done
  } finally {
    await Promise.all([providers.close(), database.close()])
  }
}

await runCommand('prompt', run)
