import type { ModelUsage } from '../../ports/language-model.ts'
import { ProviderError, type ProviderFailure } from '../../ports/provider-error.ts'
import type { StreamEvent } from '../http/event-reader.ts'
import { isObject, readObject, readText } from '../http/read-value.ts'
import { createThinkingStripper } from '../strip-thinking.ts'
import { saysError, toCompletionError } from './completion-error.ts'
import { readUsage } from './read-usage.ts'

export interface CompletionReader {
  /** Takes one event of a stream in; the visible text in it. Throws ProviderError. */
  readEvent(event: StreamEvent): string
  /** Takes a whole reply in, as a server sends it that does not stream; its text. Throws ProviderError. */
  readWhole(body: unknown): string
  /** What the provider said so far of tokens and cost. */
  usage(): ModelUsage | undefined
  /** The model has said its last word: what may still come is usage. */
  isFinished(): boolean
  /** `[DONE]` was there: nothing more comes. */
  isDone(): boolean
  /** At the end: visible text that was held back. */
  rest(): string
  /** The model ended a thought that it had never begun: what was shown before was one. */
  endedUnbegunThought(): boolean
  /** After that: why the model ended. Throws ProviderError when that was no end (truncated, empty, refused). */
  conclude(): 'stop' | 'length'
}

const maxText = 200_000
const maxEvents = 100_000

/** Reads one completion of OpenAI's chat wire, event by event. Pure: no clock but `now`, no network. */
export function createCompletionReader(
  call: { provider: string; model: string },
  options: { oneId: boolean; now(): number; unbegunThoughts?: boolean },
): CompletionReader {
  const seen = {
    text: 0,
    blank: true,
    events: 0,
    objects: false,
    reasoning: false,
    refusal: false,
    done: false,
  }
  let id: string | undefined
  let finish: string | undefined
  let usage: ModelUsage | undefined
  let thinking = createThinkingStripper({ unbegun: options.unbegunThoughts ?? false })

  const fail = (failure: ProviderFailure, what: string, retryable: boolean) => {
    const message = `${call.provider}: ${failure} (${what})`
    return new ProviderError(failure, { ...call, message, retryable })
  }
  const failAs = (body: unknown) => toCompletionError({ status: 200, headers: {}, body }, call, options.now())

  function readEvent({ event, data }: StreamEvent): string {
    if (data.trim() === '[DONE]') seen.done = true
    if (seen.done) return ''
    seen.events += 1
    if (seen.events > maxEvents) throw fail('malformed', `more than ${maxEvents} events`, false)
    const body = parseEvent(data)
    if (event === 'error' || saysError(body)) throw failAs(body)
    if (body === undefined) {
      // `ping`, `null`, nothing: some proxies keep a stream open so. What begins like an object is a broken one.
      if (data.trimStart().startsWith('{')) throw fail('malformed', 'an event that is no JSON object', true)
      return ''
    }
    seen.objects = true
    if (belongsElsewhere(body)) return ''
    return readChoice(body, 'delta')
  }

  function readWhole(body: unknown): string {
    if (saysError(body)) throw failAs(body)
    seen.done = true
    // All of it is here: nothing is shown too early.
    thinking = createThinkingStripper({ unbegun: true })
    return readChoice(readObject(body), 'message')
  }

  function readChoice(body: Record<string, unknown>, member: 'delta' | 'message'): string {
    usage = readUsage(body, call.model) ?? usage
    const choice = firstChoice(body.choices)
    if (choice === undefined) return ''
    // A provider that broke off says so in the choice (row 17); its partial text is no answer.
    if (isObject(choice.error) || choice.finish_reason === 'error') throw failAs(choice)
    finish = readText(choice.finish_reason) ?? finish
    const delta = readObject(choice[member])
    seen.reasoning ||= [delta.reasoning, delta.reasoning_content].some(part => readText(part) !== undefined)
    seen.refusal ||= readText(delta.refusal) !== undefined
    return takeText(readContent(delta.content))
  }

  function takeText(text: string): string {
    seen.text += text.length
    if (seen.text > maxText) throw fail('malformed', `more than ${maxText} characters of text`, false)
    return show(thinking.push(text))
  }

  function show(text: string): string {
    if (seen.blank && text.trim() !== '') seen.blank = false
    return text
  }

  /** An event of another completion (row 35). Empty ids are ignored: some servers send one before they know it. */
  function belongsElsewhere(body: Record<string, unknown>): boolean {
    const given = options.oneId ? readText(body.id) : undefined
    id ??= given
    return given !== undefined && given !== id
  }

  function conclude(): 'stop' | 'length' {
    if (seen.events > 0 && !seen.objects) throw fail('malformed', 'no event is a JSON object', true)
    if (finish === undefined && !seen.done) throw fail('truncated', 'the stream ended before its end', true)
    if (finish === 'content_filter' || (seen.refusal && seen.blank)) {
      throw fail('refused', finish ?? 'refusal', false)
    }
    if (!seen.blank) return finish === 'length' ? 'length' : 'stop'
    // Asked again, a model that used up its tokens for thinking, or has too few of them, does the same again.
    if (seen.reasoning || thinking.thought()) throw fail('empty', 'reasoning only', false)
    if (finish === 'length') throw fail('truncated', 'no text within its tokens', false)
    throw fail('empty', finish ?? 'no text', true)
  }

  return {
    readEvent,
    readWhole,
    usage: () => usage,
    isFinished: () => finish !== undefined || seen.done,
    isDone: () => seen.done,
    rest: () => show(thinking.end()),
    endedUnbegunThought: () => thinking.endedUnbegun(),
    conclude,
  }
}

function parseEvent(data: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(data)
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

function firstChoice(choices: unknown): Record<string, unknown> | undefined {
  if (!Array.isArray(choices)) return undefined
  return choices.filter(isObject).find(({ index }) => index === undefined || index === 0)
}

/** Text, or parts of which the text ones count (Mistral's reasoning models send `thinking` beside `text`). */
function readContent(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .filter(isObject)
    .filter(({ type }) => type === 'text')
    .map(({ text }) => readText(text) ?? '')
    .join('')
}
