import type { IncomingHttpHeaders } from 'node:http'
import { ProviderError } from '../ports/provider-error.ts'
import { toCompletionError } from './completions/completion-error.ts'
import type { ProviderSettings } from './create-providers.ts'
import type { HttpPool } from './http/http-pool.ts'
import { postJson } from './http/post-json.ts'
import { readNumber, readObject } from './http/read-value.ts'
import { isOn, speaksOpenRouter, type VendorSettings } from './vendors.ts'

/** What each vendor answers to a key that is good, at no cost. Only OpenRouter's `/models` answers to any key. */
const paths = { openrouter: '/models', openai: '/models', cohere: '/v1/models' } as const

export type Vendor = keyof typeof paths

/** What became of one vendor's check: `error` is absent when all is well. */
export interface KeyCheck {
  vendor: Vendor
  error?: ProviderError
}

/**
 * Asks each vendor that is on whether it is there and its key is good; nothing is billed. One promise a vendor: `error` is
 * `unauthorized` for a wrong key, `quota_exhausted` for one without credit as far as the vendor says so (OpenRouter's limit
 * of a key), `unreachable` and the like when nobody answers, others for a server without such an address. `onReply` is told
 * of each answer's headers, whatever it says.
 */
export function checkKeys(
  settings: Pick<ProviderSettings, Vendor>,
  pool: HttpPool,
  onReply?: (vendor: Vendor, headers: IncomingHttpHeaders) => void,
): Promise<KeyCheck>[] {
  const vendors = Object.keys(paths) as Vendor[]
  return vendors
    .filter(vendor => isOn(vendor, settings[vendor]))
    .map(async vendor => {
      const error = await checkKey(pool, vendor, settings[vendor], onReply)
      return { vendor, ...(error && { error }) }
    })
}

async function checkKey(
  pool: HttpPool,
  vendor: Vendor,
  { apiKey, baseUrl }: VendorSettings,
  onReply: Parameters<typeof checkKeys>[2],
): Promise<ProviderError | undefined> {
  const asOpenRouter = vendor === 'openrouter' && speaksOpenRouter(baseUrl)
  try {
    const reply = await postJson(pool, {
      provider: vendor,
      method: 'GET',
      url: `${baseUrl}${asOpenRouter ? '/key' : paths[vendor]}`,
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      deadlines: { total: 10_000 },
      maxReplyBytes: 10_000_000,
    })
    onReply?.(vendor, reply.headers)
    if (reply.status >= 300) return toCompletionError(reply, { provider: vendor }, Date.now())
    return asOpenRouter ? findSpentLimit(reply.body, vendor) : undefined
  } catch (error) {
    if (error instanceof ProviderError) return error
    throw error
  }
}

/** OpenRouter's `GET /key`: `data.limit_remaining` in credits, null for a key without a limit. */
function findSpentLimit(body: unknown, provider: Vendor): ProviderError | undefined {
  const remaining = readNumber(readObject(readObject(body).data).limit_remaining)
  if (remaining === undefined || remaining > 0) return undefined
  return new ProviderError('quota_exhausted', { provider, message: `${provider}: the key’s limit is spent` })
}
