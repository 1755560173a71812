import type { Config } from './config.ts'
import { ConfigError } from './config-error.ts'
import { unaskedChunks } from './embed/keep-embedded.ts'
import type { KeyProblem } from './key-problem.ts'
import { toEmbeddingSpace } from './providers/embedding-space.ts'
import { isOn } from './providers/vendors.ts'

interface KnowledgeState {
  documents: number
  chunks: number
  /** Chunks with an embedding, of this model. */
  embedded: number
  embedding_model: string
}

/** What is configured and what is not, a sentence each. */
export interface StartState {
  address: string
  database: string
  documents: string
  answers: string
  embeddings: string
  reranking: string
  budget: string
  /** Variables that are set and do nothing as things are; empty when there is none. */
  withoutEffect: string
  /** What keeps these from working, as far as it is known at the start. */
  problems: { database?: string; answers?: string; embeddings?: string; reranking?: string }
}

/** What an operator wants to know once the server listens on `port`. No secret. */
export function toStartState(
  config: Config,
  port: number,
  knowledge: KnowledgeState,
  keyProblems: readonly Pick<KeyProblem, 'vendor' | 'line'>[] = [],
  databaseProblem: string | null = null,
): StartState {
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return {
    address: `http://${host}:${port}`,
    database: describeDatabase(config),
    documents: describeKnowledge(knowledge),
    answers: describeAnswers(config),
    embeddings: describeEmbeddings(config, knowledge),
    reranking: describeReranking(config),
    budget: describeBudget(config),
    withoutEffect: config.withoutEffect.join(', '),
    problems: {
      ...(databaseProblem === null ? {} : { database: databaseProblem }),
      ...findProblems(config, keyProblems),
    },
  }
}

const rowOf = { openrouter: 'answers', openai: 'embeddings', cohere: 'reranking' } as const

function findProblems(
  config: Config,
  keyProblems: readonly Pick<KeyProblem, 'vendor' | 'line'>[],
): StartState['problems'] {
  const unnamed = describeUnnamedModels(config)
  return {
    ...(unnamed === null ? {} : { answers: unnamed }),
    ...Object.fromEntries(keyProblems.map(({ vendor, line }) => [rowOf[vendor], line])),
  }
}

/** Models that keep the names that OpenRouter has for them, though another server is asked; null when none does. */
export function describeUnnamedModels({ models, providers }: Config): string | null {
  const { unnamed } = models
  if (unnamed.length === 0) return null
  const server = providers.aiSdk?.package ?? new URL(providers.openrouter.baseUrl).host
  return `${unnamed.join(', ')} : sans valeur, donc un nom d’OpenRouter, que ${server} ne connaît sans doute pas. Donne-${unnamed.length > 1 ? 'les' : 'le'} dans .env (docs/models.md).`
}

/** The same as one screen of plain text, for a terminal. */
export function toStartScreen(
  state: StartState,
  personas: readonly { name: string; emoji: string }[],
): string {
  return `
  chatbot-v2 répond sur  ${state.address}
  Équipe : ${personas.map(({ emoji, name }) => `${emoji} ${name}`).join('  ')}

${rowLines('Base de données', state.database, state.problems.database)}
  ✓ Documents        ${state.documents}
${rowLines('Réponses', state.answers, state.problems.answers)}
${rowLines('Embeddings', state.embeddings, state.problems.embeddings)}
${rowLines('Reranking', state.reranking, state.problems.reranking)}
${rowLines('Budget', state.budget)}
${state.withoutEffect === '' ? '' : `  ! Sans effet, puisqu’aucun modèle n’est configuré : ${state.withoutEffect}\n`}
  Ajouter des documents : npm run ingest -- mon-dossier --agent audrey
  Arrêter : Ctrl-C

`
}

function describeDatabase({ database, supabaseIgnored }: Config): string {
  if (database.driver === 'embedded') return `embarquée, dans ${database.dataDir} (sans serveur ni compte)`
  if (database.driver === 'supabase') return 'Supabase (SUPABASE_URL)'
  return `Postgres (DATABASE_URL)${supabaseIgnored ? ' ; SUPABASE_URL est aussi donné, et ignoré' : ''}`
}

const notConfigured = 'non configuré'

/** A row with its mark, and below it what is wrong. */
function rowLines(name: string, text: string, problem?: string): string {
  const mark = problem ? '!' : text.startsWith(notConfigured) ? '–' : '✓'
  const row = `  ${mark} ${name.padEnd(16)} ${text}`
  return problem ? `${row}\n${' '.repeat(21)}${problem}` : row
}

/** Who writes the answers, and who stands in: models are named by whom they answer for. */
function describeAnswers({ providers, models }: Config): string {
  if (providers.aiSdk === undefined && !isOn('openrouter', providers.openrouter))
    return 'citations de tes documents, sans modèle de langage (OPENROUTER_API_KEY n’est pas donnée)'
  const writing = [...new Set(Object.values(models.agents))].join(', ')
  const others = [...new Set([models.fallback])].filter(model => model !== writing)
  return `${writing} ; en secours : ${[...others, 'citations de tes documents'].join(', puis ')}`
}

function describeEmbeddings({ providers }: Config, knowledge: KnowledgeState): string {
  const { transformers, openai, embedding } = providers
  if (!transformers && !isOn('openai', openai)) return `${notConfigured} : recherche par les mots`
  const name = transformers
    ? `${transformers.model}, sur cette machine`
    : (embedding?.model ?? 'text-embedding-3-small')
  const { chunks, embedded, embedding_model: active } = knowledge
  const { model, dimensions } = transformers ?? embedding ?? {}
  const isActive = active === toEmbeddingSpace(model ?? 'text-embedding-3-small', dimensions ?? 1536)
  if (!isActive && embedded > 0)
    return `${name} ; la base a encore ceux de ${active} : npm run embed pour changer`
  const missing = chunks - embedded
  if (missing <= 0) return name
  if (missing > unaskedChunks) return `${name} ; ${missing} extraits n’en ont pas encore : npm run embed`
  return `${name} ; ${missing} extraits n’en ont pas encore, ils se remplissent en arrière-plan`
}

function describeReranking({ providers: { cohere, rerankModel } }: Config): string {
  if (!isOn('cohere', cohere)) return `${notConfigured} : ordre de la recherche`
  return rerankModel ?? 'rerank-multilingual-v3.0'
}

function describeBudget({ budget: { monthEur, visitorDayEur } }: Config): string {
  const euros = (value: number) => `${value.toLocaleString('fr-FR').replace(/\s/g, ' ')} €`
  const limits = [
    ...(monthEur === undefined ? [] : [`${euros(monthEur)} par mois`]),
    ...(visitorDayEur === undefined ? [] : [`${euros(visitorDayEur)} par visiteuse et par jour`]),
  ]
  if (limits.length === 0) return `${notConfigured} : aucune limite (npm run costs montre les coûts)`
  return limits.join(', ')
}

/** Somebody else's database gets no sample: what a visitor reads there was put there on purpose. */
function describeKnowledge({ documents, chunks }: KnowledgeState): string {
  if (documents > 0) return `${documents} documents, ${chunks} extraits`
  return 'aucun pour l’instant : ajoute les tiens (ou ceux d’exemple : npm run ingest -- knowledge/audrey --agent audrey)'
}

/** Why the server does not listen yet, and that nobody has to start it again. */
export function toWaitingProblem({ message }: Error, driver: Config['database']['driver']): string {
  return `${message} J’attends ${driver === 'supabase' ? 'Supabase' : 'Postgres'}…`
}

/** Why the server could not start, a line a problem: what an operator can act on, never a stack. */
export function toStartProblem(error: unknown): string {
  if (error instanceof ConfigError) {
    return `Configuration à corriger :\n${error.problems.map(problem => `  ${problem}`).join('\n')}`
  }
  return error instanceof Error ? error.message : String(error)
}

/** Why the address cannot be listened on, in one line. */
export function toListenProblem(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Le port ${port} est déjà pris par un autre programme : arrête-le, ou choisis un autre port avec API_PORT.`
    case 'EACCES':
      return `Le port ${port} demande des droits d'administrateur : choisis-en un autre avec API_PORT (8000 par exemple).`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `API_HOST=${host} n'est pas une adresse de cette machine : mets 0.0.0.0 pour toutes, 127.0.0.1 pour elle seule.`
    default:
      return `Impossible d'écouter sur ${host}:${port} : ${error.message}`
  }
}
