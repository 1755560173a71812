import type { LanguageModel, ModelMessage, ModelUsage } from '../../ports/language-model.ts'
import { ProviderError } from '../../ports/provider-error.ts'
import type { ChainLimits } from './retry-rules.ts'
import type { TextFilter } from './text-filter.ts'
import type { Timers } from './timers.ts'
import { LeakedPromptError } from './watch-canary.ts'

/** How one call ended. `visible` is all that was shown; `error` is undefined when it ended as it should. */
export interface CallResult {
  visible: string
  error: unknown
  usage: ModelUsage | null
  milliseconds: number
}

/**
 * Makes one call and shows what may be shown as it comes, through the filter. Never throws: an error is a part
 * of the result, so that what was shown before it is not lost. Without a visible word after
 * `firstWords` milliseconds the call is ended, whatever else it sends, and at the instant `endBy` whatever it has sent. An answer without a word, or cut at the length
 * allowed, is an error too.
 */
export async function callModel(
  deps: { languageModel: LanguageModel; timers: Timers; limits: ChainLimits },
  call: {
    model: string
    messages: readonly ModelMessage[]
    maxTokens: number
    temperature: number
    filter: TextFilter
    firstWords: number
    endBy: number
  },
  show: (text: string) => void,
): Promise<CallResult> {
  const { timers, limits } = deps
  const { filter, firstWords, endBy, ...request } = call
  const began = timers.now()
  const abort = new AbortController()
  let visible = ''
  let usage: ModelUsage | null = null
  let reason: 'stop' | 'length' | null = null
  let error: unknown
  let late = false
  let ended = false
  const cut = () => {
    late = true
    abort.abort()
  }
  const stopClock = timers.after(firstWords, cut)
  const stopEnd = timers.after(endBy - began, cut)
  const fail = (failure: 'timeout' | 'empty' | 'truncated', cause?: unknown) =>
    new ProviderError(failure, { provider: 'chain', model: call.model, retryable: true, cause })
  try {
    const deadlines = { firstToken: firstWords, idle: limits.idle, total: limits.total }
    for await (const event of deps.languageModel.stream({ ...request, signal: abort.signal, deadlines })) {
      if (event.kind === 'usage') usage = event.usage
      else if (event.kind === 'end') reason = event.reason
      else {
        const text = filter.push(event.text)
        if (text === '') continue
        if (visible === '') stopClock()
        visible += text
        show(text)
      }
    }
    ended = true
    if (reason !== 'stop') error = fail('truncated')
  } catch (thrown) {
    error = late ? fail('timeout', thrown) : thrown
  } finally {
    stopClock()
    stopEnd()
    if (!ended) abort.abort()
  }
  // What was held back belongs to an answer that is shown, and to none that is tried again.
  const rest = error === undefined || (visible !== '' && !isLeak(error)) ? endOf(filter) : ''
  if (rest !== '') {
    visible += rest
    show(rest)
  }
  if (error === undefined && visible === '') error = fail('empty')
  return { visible, error, usage, milliseconds: timers.now() - began }
}

/** Nothing of a canary that ends with the text itself is shown. */
function endOf(filter: TextFilter): string {
  try {
    return filter.end()
  } catch (error) {
    if (isLeak(error)) return ''
    throw error
  }
}

function isLeak(error: unknown): boolean {
  return error instanceof LeakedPromptError
}
