import type { LanguageModel, ModelEvent, ModelRequest, ModelUsage } from '../ports/language-model.ts'
import { ProviderError, type ProviderFailure } from '../ports/provider-error.ts'
import type { Timers } from '../turn/model/timers.ts'

/** What a scripted call does, step by step: says a text, waits, fails, or hangs until it is aborted. */
export type ScriptStep =
  | string
  | { wait: number }
  | { hang: true }
  | {
      fail: ProviderFailure
      retryable?: boolean
      retryAfter?: number
      status?: number
      alternatives?: string[]
    }
  | { throw: Error }
  | { usage: Partial<ModelUsage> }
  | { end: 'stop' | 'length' }
  /** The stream ends here, without its end. */
  | { stop: true }

export type Script = readonly ScriptStep[]

export interface ScriptedModel extends LanguageModel {
  /** The requests made so far, in order. */
  readonly requests: ModelRequest[]
}

/**
 * A language model that plays scripts: one a call, in order, by model name. Each ends with usage and `stop` unless it
 * says otherwise. Strict: a call that no script expects throws, which the chain takes for a defect. A script
 * under `always` is played for every call; a function is asked for the script of each.
 */
export function createScriptedModel(
  timers: Timers,
  scripts: Record<string, Script[] | { always: Script } | (() => Script)>,
): ScriptedModel {
  const requests: ModelRequest[] = []
  const calls = new Map<string, number>()
  return {
    requests,
    async *stream(request): AsyncGenerator<ModelEvent> {
      const told = calls.get(request.model) ?? 0
      calls.set(request.model, told + 1)
      requests.push(request)
      const known = scripts[request.model]
      const script =
        typeof known === 'function' ? known() : Array.isArray(known) ? known[told] : known?.always
      if (script === undefined) throw new Error(`no script for call ${told + 1} of ${request.model}`)
      yield* play(script, request, timers)
    },
  }
}

async function* play(script: Script, request: ModelRequest, timers: Timers): AsyncGenerator<ModelEvent> {
  const { model, signal } = request
  let ended = false
  const cancelled = () => new ProviderError('cancelled', { provider: 'scripted', model })
  for (const step of script) {
    if (signal?.aborted) throw cancelled()
    if (typeof step === 'string') yield { kind: 'text', text: step }
    else if ('wait' in step) await wait(step.wait, signal, timers, cancelled)
    else if ('hang' in step) await wait(null, signal, timers, cancelled)
    else if ('fail' in step) {
      const { fail, ...options } = step
      throw new ProviderError(fail, { provider: 'scripted', model, ...options })
    } else if ('throw' in step) throw step.throw
    else if ('stop' in step) return
    else if ('usage' in step) {
      ended = true
      yield { kind: 'usage', usage: usageOf(model, step.usage) }
    } else {
      yield { kind: 'end', reason: step.end }
      return
    }
  }
  if (!ended) yield { kind: 'usage', usage: usageOf(model, {}) }
  yield { kind: 'end', reason: 'stop' }
}

function usageOf(model: string, usage: Partial<ModelUsage>): ModelUsage {
  return { model, promptTokens: 100, completionTokens: 20, cachedTokens: 0, cost: 0.001, ...usage }
}

function wait(
  milliseconds: number | null,
  signal: AbortSignal | undefined,
  timers: Timers,
  cancelled: () => Error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = milliseconds === null ? () => {} : timers.after(milliseconds, resolve)
    signal?.addEventListener('abort', () => {
      stop()
      reject(cancelled())
    })
  })
}
