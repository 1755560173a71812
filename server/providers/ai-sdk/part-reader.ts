import type { ModelUsage } from '../../ports/language-model.ts'
import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'
import { readModelName, readTokens } from '../http/read-figures.ts'
import { readObject, readText } from '../http/read-value.ts'
import { createThinkingStripper } from '../strip-thinking.ts'
import { toAiSdkError } from './ai-sdk-error.ts'
import type { AiSdkPart } from './ai-sdk-types.ts'

export interface PartReader {
  /** The visible text of a part. Throws ProviderError. */
  readPart(part: AiSdkPart): string
  usage(): ModelUsage | undefined
  /** At the end of the stream. Throws ProviderError when that was no end. */
  conclude(): 'stop' | 'length'
}

/** Reads the parts of an AI SDK stream (V2 to V4). */
export function createPartReader(call: { provider: string; model: string }, now: () => number): PartReader {
  let answering = call.model
  let blank = true
  let reasoning = false
  let finish: string | undefined
  let usage: ModelUsage | undefined
  const thinking = createThinkingStripper()

  const fail = (failure: ProviderFailure, what: string, retryable: boolean) =>
    new ProviderError(failure, { ...call, retryable, message: `${call.provider}: ${failure} (${what})` })

  return {
    readPart(part) {
      if (part.type === 'error') throw toAiSdkError(part.error, call, now())
      if (part.type === 'response-metadata') answering = readModelName(part.modelId, answering)
      if (part.type === 'reasoning-delta') reasoning = true
      if (part.type === 'finish') {
        finish = readFinish(part.finishReason)
        usage = readUsage(part.usage, answering)
      }
      if (part.type !== 'text-delta' && part.type !== 'finish') return ''
      const text = part.type === 'finish' ? thinking.end() : thinking.push(readText(part.delta) ?? '')
      blank &&= text.trim() === ''
      return text
    },
    usage: () => usage,
    conclude() {
      if (finish === undefined) throw fail('truncated', 'the stream ended before its end', true)
      if (finish === 'content-filter') throw fail('refused', finish, false)
      if (finish === 'error') throw fail('overloaded', 'ended by an error', true)
      if (!blank) return finish === 'length' ? 'length' : 'stop'
      if (reasoning || thinking.thought()) throw fail('empty', 'reasoning only', false)
      if (finish === 'length') throw fail('truncated', 'no text within its tokens', false)
      throw fail('empty', finish, true)
    },
  }
}

/**
 * V2 has a word, V3 and V4 have one beside the provider's own. Where the provider gave none, the stream was cut: V2 says
 * `unknown` then, the others `other` with nothing beside it. Undefined for that.
 */
function readFinish(value: unknown): string | undefined {
  if (typeof value === 'string') return value === 'unknown' ? undefined : value
  const { unified, raw } = readObject(value)
  return unified === 'other' && raw === undefined ? undefined : readText(unified)
}

/** V2 has plain numbers, V3 and V4 have objects with a `total`. The AI SDK knows no cost. */
function readUsage(value: unknown, model: string): ModelUsage | undefined {
  const { inputTokens, outputTokens, cachedInputTokens } = readObject(value)
  const total = (tokens: unknown) =>
    readTokens(typeof tokens === 'number' ? tokens : readObject(tokens).total)
  const promptTokens = total(inputTokens)
  const completionTokens = total(outputTokens)
  if (!promptTokens && !completionTokens) return undefined
  if (promptTokens === null || completionTokens === null) return undefined
  const cachedTokens = readTokens(cachedInputTokens) || (readTokens(readObject(inputTokens).cacheRead) ?? 0)
  return { model, promptTokens, completionTokens, cachedTokens, cost: null }
}
