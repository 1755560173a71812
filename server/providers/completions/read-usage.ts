import type { ModelUsage } from '../../ports/language-model.ts'
import { isObject, readCount, readObject } from '../http/read-value.ts'

/** The usage of a reply or of an event of a stream; undefined where it has none. */
export function readUsage(body: Record<string, unknown>, requested: string): ModelUsage | undefined {
  if (!isObject(body.usage)) return undefined
  const { usage } = body
  const cost = usage.cost
  return {
    model: typeof body.model === 'string' && body.model !== '' ? body.model : requested,
    promptTokens: readCount(usage.prompt_tokens),
    completionTokens: readCount(usage.completion_tokens),
    cachedTokens: readCount(readObject(usage.prompt_tokens_details).cached_tokens),
    cost: typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 ? cost : null,
  }
}
