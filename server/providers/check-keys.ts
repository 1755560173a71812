import { ProviderError } from '../ports/provider-error.ts'
import { toCompletionError } from './completions/completion-error.ts'
import type { ProviderSettings } from './create-providers.ts'
import type { HttpPool } from './http/http-pool.ts'
import { postJson } from './http/post-json.ts'
import { speaksOpenRouter } from './vendors.ts'

/** What each vendor answers to a key that is good, at no cost. Only OpenRouter's `/models` answers to any key. */
const paths = { openrouter: '/models', openai: '/models', cohere: '/v1/models' } as const

/**
 * Asks each vendor that has a key whether it is good; nothing is billed. `error` is absent when it is (`unauthorized` when
 * it is not, `unreachable` when nobody says).
 */
export async function checkKeys(
  settings: Pick<ProviderSettings, keyof typeof paths>,
  pool: HttpPool,
): Promise<{ vendor: keyof typeof paths; error?: ProviderError }[]> {
  const vendors = Object.keys(paths) as (keyof typeof paths)[]
  const withKey = vendors.filter(vendor => settings[vendor].apiKey !== undefined)
  return Promise.all(
    withKey.map(async vendor => {
      const error = await checkKey(pool, vendor, settings[vendor])
      return { vendor, ...(error && { error }) }
    }),
  )
}

async function checkKey(
  pool: HttpPool,
  vendor: keyof typeof paths,
  { apiKey, baseUrl }: { apiKey: string | undefined; baseUrl: string },
): Promise<ProviderError | undefined> {
  try {
    const reply = await postJson(pool, {
      provider: vendor,
      method: 'GET',
      url: `${baseUrl}${vendor === 'openrouter' && speaksOpenRouter(baseUrl) ? '/key' : paths[vendor]}`,
      headers: { authorization: `Bearer ${apiKey}` },
      deadlines: { total: 10_000 },
      maxReplyBytes: 10_000_000,
    })
    if (reply.status < 300) return undefined
    return toCompletionError(reply, { provider: vendor }, Date.now())
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
}
