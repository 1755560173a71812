import type { ModelUsage } from '../../ports/language-model.ts'
import { readCost, readModelName, readTokens } from '../http/read-figures.ts'
import { isObject, readObject } from '../http/read-value.ts'

/** The usage of a reply or of an event of a stream; undefined where it has none, or one that cannot be. */
export function readUsage(body: Record<string, unknown>, requested: string): ModelUsage | undefined {
  if (!isObject(body.usage)) return undefined
  const { usage } = body
  const promptTokens = readTokens(usage.prompt_tokens)
  const completionTokens = readTokens(usage.completion_tokens)
  if (promptTokens === null || completionTokens === null) return undefined
  return {
    model: readModelName(body.model, requested),
    promptTokens,
    completionTokens,
    cachedTokens: readTokens(readObject(usage.prompt_tokens_details).cached_tokens) ?? 0,
    cost: readCost(usage.cost),
  }
}
