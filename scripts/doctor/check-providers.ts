import type { Config } from '../../server/config.ts'
import { toKeyProblem } from '../../server/key-problem.ts'
import { checkKeys, type Vendor } from '../../server/providers/check-keys.ts'
import { createProviders } from '../../server/providers/create-providers.ts'
import { createHttpPool } from '../../server/providers/http/http-pool.ts'
import { isOn } from '../../server/providers/vendors.ts'
import { judgeClock } from './check-database.ts'
import { checkModels } from './check-models.ts'
import type { Finding } from './finding.ts'

const section = 'Fournisseurs'

const uses: Record<Vendor, string> = {
  openrouter: 'réponses',
  openai: 'embeddings',
  cohere: 'reranking',
}
const without: Record<Vendor, string> = {
  openrouter: 'les réponses citent tes documents, sans modèle',
  openai: 'la recherche va par les mots',
  cohere: 'les passages gardent l’ordre de la recherche',
}
const vendors = Object.keys(uses) as Vendor[]

/** Asks each vendor that is configured whether its key is good, at no cost, within ten seconds. */
export async function checkProviders(
  { providers, models }: Pick<Config, 'providers' | 'models'>,
  now: () => number = Date.now,
): Promise<Finding[]> {
  const { aiSdk, transformers, ...settings } = providers
  const own = new Map<Vendor, string>([
    ...(aiSdk ? [['openrouter', aiSdk.package] as const] : []),
    ...(transformers ? [['openai', transformers.model ?? 'un modèle local'] as const] : []),
  ])
  const pool = createHttpPool()
  const skews: number[] = []
  try {
    const checks = await Promise.all(
      checkKeys(settings, pool, (_vendor, { date }) => {
        const told = Date.parse(date ?? '')
        // A header's date is cut to the second: half a one is added.
        if (!Number.isNaN(told)) skews.push(told + 500 - now())
      }),
    )
    const findings = vendors.map((vendor): Finding => {
      const about = { id: `key-${vendor}`, section } as const
      const name = own.get(vendor)
      if (name !== undefined)
        return { ...about, state: 'unknown', text: `${uses[vendor]} : ${name}, sans clé à vérifier ici` }
      if (!isOn(vendor, settings[vendor]))
        return {
          ...about,
          state: 'unknown',
          text: `${uses[vendor]} : pas de ${vendor.toUpperCase()}_API_KEY, ${without[vendor]}`,
        }
      const check = checks.find(each => each.vendor === vendor)
      const problem = check === undefined ? null : toKeyProblem(check, settings[vendor])
      if (problem !== null) return { ...about, state: 'error', text: `${uses[vendor]} : ${problem.line}` }
      const host = new URL(settings[vendor].baseUrl).host
      if (check?.error !== undefined)
        return {
          ...about,
          state: 'unknown',
          text: `${uses[vendor]} : ${host} répond, sans dire si la clé est bonne (${check.error.failure})`,
        }
      return { ...about, state: 'ok', text: `${uses[vendor]} : ${host} accepte la clé` }
    })
    const [skew] = skews.sort((one, other) => Math.abs(one) - Math.abs(other))
    return [
      ...findings,
      ...(aiSdk || !isOn('openrouter', settings.openrouter)
        ? []
        : await checkModels({ providers, models }, pool)),
      ...(await checkPackages(providers)),
      ...(skew === undefined ? [] : [judgeClock(skew, 'les fournisseurs')]),
    ]
  } finally {
    pool.close()
  }
}

/** Whether the optional packages that the configuration names can be loaded. */
async function checkPackages(providers: Config['providers']): Promise<Finding[]> {
  if (!providers.aiSdk && !providers.transformers) return []
  const about = { id: 'packages', section } as const
  try {
    await (await createProviders(providers)).close()
    return [{ ...about, state: 'ok', text: 'les paquets facultatifs se chargent' }]
  } catch (error) {
    return [{ ...about, state: 'error', text: error instanceof Error ? error.message : String(error) }]
  }
}

/** How much of the month's budget is spent; `spent` in US dollars. */
export function judgeBudget(spent: number, { monthEur, eurPerUsd }: Config['budget']): Finding {
  const about = { id: 'budget', section } as const
  const euros = (value: number) => `${value.toFixed(2).replace('.', ',')} €`
  const used = spent * eurPerUsd
  if (monthEur === undefined)
    return {
      ...about,
      state: 'unknown',
      text: `pas de budget ; dépensé ce mois : ${euros(used)}`,
      todo: 'MONTHLY_BUDGET_EUR en fixe un.',
    }
  const share = monthEur === 0 ? 1 : used / monthEur
  const text = `budget du mois : ${euros(used)} sur ${euros(monthEur)}`
  if (share >= 0.99)
    return {
      ...about,
      state: 'error',
      text: `${text}, dépensé : les réponses citent les documents`,
      todo: 'Augmente MONTHLY_BUDGET_EUR et redémarre, ou attends le mois prochain.',
    }
  if (share >= 0.8) return { ...about, state: 'warning', text, todo: 'npm run costs montre où il part.' }
  return { ...about, state: 'ok', text }
}
