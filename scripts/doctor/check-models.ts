import type { Config } from '../../server/config.ts'
import type { HttpPool } from '../../server/providers/http/http-pool.ts'
import { postJson } from '../../server/providers/http/post-json.ts'
import { readObject } from '../../server/providers/http/read-value.ts'
import type { Finding } from './finding.ts'

const about = { id: 'models', section: 'Fournisseurs' } as const

/**
 * Whether the server that writes the answers knows the models that the configuration names: models are withdrawn, and a
 * name may be mistyped. Says nothing where the server gives no list.
 */
export async function checkModels(
  { models, providers }: Pick<Config, 'models' | 'providers'>,
  pool: HttpPool,
): Promise<Finding[]> {
  const { apiKey, baseUrl } = providers.openrouter
  const known = await listModels(pool, { apiKey, baseUrl })
  if (known.length === 0) return []
  const variables: Record<string, string> = {
    AUDREY_MODEL: models.answers,
    CAROLE_MODEL: models.agents.carole ?? models.answers,
    FALLBACK_MODEL: models.fallback,
    ORCHESTRATOR_MODEL: models.orchestrator,
  }
  const unknown = Object.entries(variables).filter(([, name]) => !known.some(id => isSame(id, name)))
  const host = new URL(baseUrl).host
  if (unknown.length === 0) return [{ ...about, state: 'ok', text: `${host} connaît les modèles choisis` }]
  const names = unknown.map(([variable, name]) => `${variable}=${name}`).join(', ')
  return [
    {
      ...about,
      // With one of the two that write, visitors still have a model's answers.
      state: unknown.length === Object.keys(variables).length ? 'error' : 'warning',
      text: `${host} ne connaît pas, ou plus : ${names}`,
      todo: 'Choisis-en un autre dans .env (docs/models.md), puis redémarre.',
    },
  ]
}

/** A variant of a model (`…:free`, `:nitro`) is listed as the model itself, or on its own. */
function isSame(id: string, name: string): boolean {
  return id === name || id === name.replace(/:[\w-]+$/, '')
}

async function listModels(
  pool: HttpPool,
  { apiKey, baseUrl }: { apiKey: string | undefined; baseUrl: string },
): Promise<string[]> {
  try {
    const reply = await postJson(pool, {
      provider: 'openrouter',
      method: 'GET',
      url: `${baseUrl}/models`,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      deadlines: { total: 10_000 },
      maxReplyBytes: 10_000_000,
    })
    const { data } = readObject(reply.body)
    if (!Array.isArray(data)) return []
    return data.flatMap(each => {
      const { id } = readObject(each)
      return typeof id === 'string' ? [id] : []
    })
  } catch {
    // Whether it can be reached at all is another check's finding.
    return []
  }
}
