// `npm run prompt -- "question" --agent carole`: exactly what a model would be sent, with token counts. Asks no model.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRouter } from '../server/agents/choose-agent.ts'
import { detectLanguage } from '../server/agents/language.ts'
import { loadTeam } from '../server/agents/load-team.ts'
import type { Persona, Team } from '../server/agents/persona.ts'
import { type Config, parseConfig } from '../server/config.ts'
import { openDatabase } from '../server/database/open-database.ts'
import { createTokenCounter } from '../server/ingest/count-tokens.ts'
import { toModelSettings } from '../server/model-settings.ts'
import type { Passage } from '../server/operations/search-knowledge.ts'
import { createProviders } from '../server/providers/create-providers.ts'
import { readEnvironment } from '../server/read-environment.ts'
import { passagesFor } from '../server/turn/answer.ts'
import { findPassages, startEmbedding } from '../server/turn/find-passages.ts'
import { toDelimiter } from '../server/turn/model/answer-with-model.ts'
import { composePrompt } from '../server/turn/model/compose-prompt.ts'
import { createModelLog, type ModelLog } from '../server/turn/model/model-log.ts'
import { createModelTools } from '../server/turn/model/model-tools.ts'
import { rerank } from '../server/turn/model/rerank.ts'
import { exitCode, root, runCommand, UsageError } from './command-line.ts'
import { promptLines } from './prompt-lines.ts'

const help = `Voir ce qui serait envoyé au modèle de langage, sans rien lui envoyer :

  npm run prompt -- "Combien de temps dure un réel ?"                  à qui l’aiguilleur l’enverrait
  npm run prompt -- "Combien de temps dure un réel ?" --agent carole   à cette spécialiste

Avec des clés dans .env, la question est cherchée et les extraits reclassés comme dans le chat (un appel à chacun) ;
sans clé, par les mots seuls.`

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { agent: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    return { question: positionals.join(' ').trim(), agent: values.agent, help: values.help === true }
  } catch {
    throw new UsageError('Option inconnue.')
  }
}

/** Whoever is named, else whom the local router chooses; null when no specialist answers. */
function choosePersona(
  { team, personas }: { team: Team; personas: Persona[] },
  { question, agent, threshold }: { question: string; agent: string | undefined; threshold: number },
  passages: readonly Passage[],
): { persona: Persona | null; reasoning: string } {
  if (agent !== undefined) {
    const persona = personas.find(({ id }) => id === agent)
    if (persona) return { persona, reasoning: 'choisie par --agent' }
    throw new UsageError(`Spécialiste inconnue : ${agent} (${personas.map(({ id }) => id).join(', ')}).`)
  }
  const decision = createRouter({ team, personas, threshold }).choose({
    message: question,
    history: [],
    passages,
  })
  const persona = personas.find(({ id }) => id === decision.agent) ?? null
  return { persona, reasoning: decision.reasoning }
}

async function findAll(config: Config, personas: Persona[], question: string, log: ModelLog) {
  const settings = {
    rateLimit: config.rateLimit,
    maxHistoryMessages: 0,
    initialResults: config.search.initialResults,
    leaseSeconds: 1,
  }
  const tools = createModelTools({ clock: () => performance.now(), settings })
  const { embedder, reranker, close } = await createProviders(config.providers)
  const { database } = await openDatabase(config.database)
  const embedding = startEmbedding({ embedder }, tools, question, log)
  const passages = await findPassages(
    { embedder, database, personas, settings },
    { tools, log, embedding },
    question,
  )
  const best = (persona: Persona) =>
    rerank(
      { reranker, breakers: tools.stepBreakers, timers: tools.timers },
      {
        query: question,
        passages: passagesFor(persona.id, passages),
        limit: config.search.rerankTopN,
        threshold: config.search.similarityThreshold,
      },
      log,
    )
  return { passages, best, close: async () => void (await Promise.all([close(), database.close()])) }
}

async function run(): Promise<number> {
  const { question, agent, help: wanted } = readArguments(process.argv.slice(2))
  if (wanted) {
    console.log(help)
    return exitCode.done
  }
  if (question === '') throw new UsageError('Il manque la question, entre guillemets.')
  const config = parseConfig(readEnvironment(process.cwd(), process.env))
  const { team, personas } = await loadTeam(join(root, 'agents'))
  const log = createModelLog()
  const { passages, best, close } = await findAll(config, personas, question, log)
  try {
    const choice = choosePersona(
      { team, personas },
      { question, agent, threshold: config.routingConfidence },
      passages,
    )
    const { persona, reasoning } = choice
    if (persona === null) {
      console.log(`Aucune spécialiste ne répond, et rien n’est envoyé : ${reasoning}`)
      return exitCode.done
    }
    const modelSettings = toModelSettings(config)
    const prompt = composePrompt({
      team,
      persona,
      personas,
      history: [],
      passages: await best(persona),
      question,
      language: detectLanguage(question, team.language),
      delimiter: toDelimiter(randomUUID()),
      canary: modelSettings.canary,
    })
    const own = persona.model ?? modelSettings.agents[persona.id] ?? modelSettings.answers
    const models = [...new Set([own, modelSettings.fallback])]
    console.log(`${persona.name} : ${reasoning}\n`)
    console.log(promptLines(prompt, { models, count: createTokenCounter() }).join('\n'))
    for (const { step, reason, next } of log.troubles)
      console.log(`Attention : ${step} a échoué (${reason}) → ${next}`)
    return exitCode.done
  } finally {
    await close()
  }
}

await runCommand('prompt', run)
