import type { Persona } from '../../server/agents/persona.ts'
import type { Config } from '../../server/config.ts'
import { type EmbeddingStatus, embeddingStatus } from '../../server/operations/embedding-status.ts'
import type { DatabaseInspection } from '../../server/operations/inspect-database.ts'
import { type ListedDocument, listDocuments } from '../../server/operations/list-documents.ts'
import { type ListedPair, listPairs } from '../../server/operations/list-pairs.ts'
import { searchKnowledge } from '../../server/operations/search-knowledge.ts'
import type { Database } from '../../server/ports/database.ts'
import { toEmbeddingSpace } from '../../server/providers/embedding-space.ts'
import { isOn } from '../../server/providers/vendors.ts'
import { checkPairs } from '../../server/turn/check-pairs.ts'
import type { Finding } from './finding.ts'

const section = 'Documents'

/** Milliseconds of a search by words that a visitor begins to feel. */
const slowSearch = 300

/** Whether questions can find something: documents, their owners, their indexes, their embeddings. */
export async function checkKnowledge(
  database: Database,
  {
    config,
    personas,
    inspection,
  }: { config: Config; personas: readonly Persona[]; inspection: DatabaseInspection },
): Promise<Finding[]> {
  const findings = judgeOwners(
    inspection,
    personas.map(({ id }) => id),
  )
  const space = configuredSpace(config)
  const status = space === null ? null : await embeddingStatus(database, { model: space })
  const searched = findings.some(({ state }) => state === 'error')
    ? []
    : await trySearch(database, personas, config.database.driver !== 'embedded')
  const documents = await listDocuments(database)
  return [
    ...findings,
    judgeWords(inspection),
    ...judgeDays(documents),
    ...judgeGone(documents),
    ...judgePairs(await listPairs(database)),
    ...(status === null ? [] : [judgeEmbeddings(status, space)]),
    ...searched,
  ]
}

/** The name of the embeddings that the configuration asks for; null when it asks for none. */
function configuredSpace({ providers: { transformers, openai, embedding } }: Config): string | null {
  if (!transformers && !isOn('openai', openai)) return null
  const { model, dimensions } = transformers ?? embedding ?? {}
  return toEmbeddingSpace(model ?? 'text-embedding-3-small', dimensions ?? 1536)
}

/** Who owns documents, and whether anybody searches them. */
export function judgeOwners({ owners }: Pick<DatabaseInspection, 'owners'>, agents: string[]): Finding[] {
  const about = { id: 'documents', section } as const
  const total = Object.values(owners).reduce((sum, count) => sum + count, 0)
  if (total === 0)
    return [
      {
        ...about,
        state: 'error',
        text: 'aucun document : aucune question ne trouvera de réponse',
        todo: 'npm run ingest -- mon-dossier --agent audrey',
      },
    ]
  const list = Object.entries(owners).map(([owner, count]) => `${owner || 'personne'} ${count}`)
  const findings: Finding[] = [{ ...about, state: 'ok', text: `${total} documents : ${list.join(', ')}` }]
  const unread = Object.keys(owners).filter(owner => owner !== 'shared' && !agents.includes(owner))
  if (unread.length > 0)
    findings.push({
      ...about,
      state: 'warning',
      text: `documents que personne ne cherche, car leur agent_owner n’est ni une spécialiste ni shared : ${unread.map(owner => owner || '(vide)').join(', ')}`,
      todo: `Charge-les pour l’une de ${[...agents, 'shared'].join(', ')} : npm run ingest, puis npm run documents -- delete <id>.`,
    })
  const idle = (owners.shared ?? 0) > 0 ? [] : agents.filter(agent => (owners[agent] ?? 0) === 0)
  if (idle.length > 0)
    findings.push({
      ...about,
      state: 'warning',
      text: `sans aucun document à elle ni partagé : ${idle.join(', ')}`,
      todo: `npm run ingest -- mon-dossier --agent ${idle[0]}`,
    })
  return findings
}

/** Documents that do not answer today: it may be meant, and forgotten. */
export function judgeDays(documents: readonly ListedDocument[]): Finding[] {
  const idle = documents.filter(({ counts }) => !counts)
  if (idle.length === 0) return []
  const shown = idle.slice(0, 3).map(({ title, filename, id }) => `« ${title ?? filename ?? id} »`)
  return [
    {
      id: 'days',
      section,
      state: 'warning',
      text: `${idle.length > 1 ? `${idle.length} documents ne répondent` : '1 document ne répond'} pas aujourd’hui, périmé${idle.length > 1 ? 's' : ''} ou pas encore valable${idle.length > 1 ? 's' : ''} : ${shown.join(', ')}${idle.length > 3 ? '…' : ''}`,
      todo: 'npm run documents -- set <id> --valid-until 2026-12-31 (ou -), ou npm run documents -- delete <id>',
    },
  ]
}

/** Pages that are gone from the web and still answer. */
export function judgeGone(documents: readonly ListedDocument[]): Finding[] {
  const gone = documents.filter(({ goneSince }) => goneSince !== null)
  if (gone.length === 0) return []
  const shown = gone.slice(0, 3).map(({ source, id }) => source ?? id)
  const many = gone.length > 1
  return [
    {
      id: 'gone',
      section,
      state: 'warning',
      text: `${gone.length} ${many ? 'pages disparues' : 'page disparue'} du web ${many ? 'répondent' : 'répond'} encore : ${shown.join(', ')}${gone.length > 3 ? '…' : ''}`,
      todo: 'npm run refresh -- --prune',
    },
  ]
}

/** Question–answer pairs that contradict each other. */
export function judgePairs(pairs: readonly ListedPair[]): Finding[] {
  if (pairs.length === 0) return []
  const about = { id: 'pairs', section } as const
  const overlaps = checkPairs(pairs.filter(({ counts }) => counts))
  const wrong = overlaps.filter(({ kind }) => kind === 'contradiction').length
  return wrong === 0
    ? [{ ...about, state: 'ok', text: `${pairs.length} paires question–réponse, sans contradiction` }]
    : [
        {
          ...about,
          state: 'warning',
          text: `${wrong > 1 ? `${wrong} contradictions` : '1 contradiction'} entre les paires question–réponse : une même question, deux réponses`,
          todo: 'npm run pairs -- check',
        },
      ]
}

function judgeWords({ unindexedChunks }: DatabaseInspection): Finding {
  const about = { id: 'word-index', section } as const
  if (unindexedChunks === 0)
    return { ...about, state: 'ok', text: 'tous les extraits se trouvent par leurs mots' }
  return {
    ...about,
    state: 'warning',
    text: `${unindexedChunks} extraits ne se trouvent pas encore par leurs mots`,
    todo: 'Le serveur les indexe après son démarrage : redémarre-le, et suis son journal.',
  }
}

/** Whether the embeddings of `space`, the configured model, are there and searched. */
export function judgeEmbeddings(status: EmbeddingStatus, space: string | null): Finding {
  const { active, chunks, embedded, missing } = status
  const about = { id: 'embeddings', section } as const
  if (chunks > 0 && active !== space && embedded > 0)
    return {
      ...about,
      state: 'warning',
      text: `la recherche par le sens se sert encore de ${active}, pas de ${space} (${missing} extraits à calculer)`,
      todo: 'npm run embed, puis redémarre.',
    }
  if (missing > 0)
    return {
      ...about,
      state: 'warning',
      text: `${missing} extraits sur ${chunks} n’ont pas d’embedding : ils ne se trouvent que par leurs mots`,
      todo: 'npm run embed',
    }
  return { ...about, state: 'ok', text: `tous les extraits ont leur embedding (${active})` }
}

/**
 * Asks questions of each specialist's own, as the router knows them, by words alone: nothing is billed. Each is asked
 * twice, and the fastest counts: what is slow then is slow for visitors too. Where `isTimed` is false, once: beside a
 * running server, the embedded database is asked through its folder, which takes half a second whatever is asked.
 */
async function trySearch(
  database: Database,
  personas: readonly Persona[],
  isTimed: boolean,
): Promise<Finding[]> {
  const about = { id: 'search', section } as const
  let fastest = Number.POSITIVE_INFINITY
  const without: string[] = []
  for (const { id, examples } of personas) {
    let found = 0
    const queries = examples.slice(0, 3)
    for (const query of isTimed ? [...queries, ...queries] : queries) {
      const began = performance.now()
      found += (await searchKnowledge(database, { query, agents: [id], limit: 3 })).length
      fastest = Math.min(fastest, performance.now() - began)
    }
    if (examples.length > 0 && found === 0) without.push(id)
  }
  if (fastest === Number.POSITIVE_INFINITY) return []
  if (without.length > 0)
    return [
      {
        ...about,
        state: 'warning',
        text: `ses propres questions d’exemple ne trouvent rien : ${without.join(', ')}`,
        todo: 'Ses documents parlent-ils de ce qu’on lui demande ? npm run documents -- --agent … les montre.',
      },
    ]
  const found = 'les questions d’exemple trouvent des extraits'
  if (!isTimed) return [{ ...about, state: 'ok', text: found }]
  const took = `${Math.round(fastest)} ms`
  if (fastest > slowSearch)
    return [
      {
        ...about,
        state: 'warning',
        text: `une recherche prend ${took}`,
        todo: 'Vérifie les index plus haut et la charge de la base ; RAG_INITIAL_RESULTS=10 aide un peu.',
      },
    ]
  return [{ ...about, state: 'ok', text: `${found}, en ${took}` }]
}
