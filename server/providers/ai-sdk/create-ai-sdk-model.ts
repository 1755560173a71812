import type { LanguageModel, ModelEvent, ModelMessage, ModelRequest } from '../../ports/language-model.ts'
import type { ProviderError } from '../../ports/provider-error.ts'
import { type CallWatch, watchCall } from '../http/watch-call.ts'
import { toAiSdkError } from './ai-sdk-error.ts'
import type { AiSdkCall, AiSdkMessage, AiSdkPart, AiSdkProvider } from './ai-sdk-types.ts'
import { createPartReader, type PartReader } from './part-reader.ts'

/** A language model of the AI SDK's ecosystem (V2 to V4), with the clocks and errors of every other one. */
export function createAiSdkModel(options: {
  provider: AiSdkProvider
  /** As errors and logs name it. */
  name: string
  /** Milliseconds since 1970. */
  now?: () => number
}): LanguageModel {
  const { provider, name, now = Date.now } = options
  return { stream: request => streamParts(provider, name, now, request) }
}

async function* streamParts(
  provider: AiSdkProvider,
  name: string,
  now: () => number,
  request: ModelRequest,
): AsyncGenerator<ModelEvent> {
  const about = { provider: name, model: request.model }
  const reader = createPartReader(about, now)
  const aborting = new AbortController()
  const stopped = Promise.withResolvers<never>()
  stopped.promise.catch(() => {}) // Awaited in races only; alone it would count as unhandled.
  const watch = watchCall({ ...about, ...request, url: '', headers: {}, maxReplyBytes: 0 }, error => {
    stopped.reject(error)
    aborting.abort(error)
  })
  // The SDK does not say when its connection stands: the first token's clock covers it.
  watch.connected()
  let failure: ProviderError | undefined
  let reason: 'stop' | 'length' = 'stop'
  try {
    const call = { ...toCall(request), abortSignal: aborting.signal }
    const { stream } = await Promise.race([
      provider.languageModel(request.model).doStream(call),
      stopped.promise,
    ])
    yield* readTexts(stream.getReader(), stopped.promise, reader, watch)
    reason = reader.conclude()
  } catch (error) {
    failure = toAiSdkError(error, about, now())
  } finally {
    watch.end()
    aborting.abort()
  }
  const usage = reader.usage()
  if (usage !== undefined) yield { kind: 'usage', usage }
  if (failure !== undefined) throw failure
  yield { kind: 'end', reason }
}

async function* readTexts(
  parts: ReadableStreamDefaultReader<AiSdkPart>,
  stopped: Promise<never>,
  reader: PartReader,
  watch: CallWatch,
): AsyncGenerator<ModelEvent> {
  for (;;) {
    const { done, value } = await Promise.race([parts.read(), stopped])
    if (done) return
    if (value.type !== 'ping' && value.type !== 'raw') watch.data()
    const text = reader.readPart(value)
    if (text === '') continue
    watch.firstToken()
    yield { kind: 'text', text }
  }
}

function toCall({ messages, maxTokens, temperature, schema }: ModelRequest): Omit<AiSdkCall, 'abortSignal'> {
  return {
    prompt: messages.map(toMessage),
    maxOutputTokens: maxTokens,
    temperature,
    ...(schema && { responseFormat: { type: 'json', name: schema.name, schema: schema.schema } }),
  }
}

function toMessage({ role, content, cacheable }: ModelMessage): AiSdkMessage {
  return {
    role,
    content: role === 'system' ? content : [{ type: 'text', text: content }],
    ...(cacheable && { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }),
  }
}
