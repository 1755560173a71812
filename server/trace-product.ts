// Loaded only where OTEL_EXPORTER_OTLP_ENDPOINT is set.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Config } from './config.ts'
import type { Embedder } from './ports/embedder.ts'
import type { LanguageModel, ModelEvent, ModelRequest } from './ports/language-model.ts'
import { ProviderError } from './ports/provider-error.ts'
import type { Reranker } from './ports/reranker.ts'
import { nameProviders } from './provider-names.ts'
import type { EndedTurn } from './telemetry/ended-turn.ts'
import type { Attributes } from './telemetry/traces/otlp-json.ts'
import { createSpanSender, type SpanSender } from './telemetry/traces/send-spans.ts'
import { parseTraceparent, toTraceparent } from './telemetry/traces/trace-context.ts'
import { type OpenCall, openTurnTrace, type TurnTrace } from './telemetry/traces/turn-trace.ts'
import type { Turns } from './turn/run-turn.ts'
import type { TurnDeps, TurnRequest } from './turn/turn.ts'

type Models = Pick<TurnDeps, 'languageModel' | 'embedder' | 'reranker'>
type TracedTurns = Pick<Turns, 'begin'>

/** Traces of turns, as OpenTelemetry has them, with the attributes of its conventions for generative models. */
export interface Tracing {
  /** The same models, whose calls are spans of the turn that makes them. */
  models<Given extends Models>(models: Given): Given
  /** The same turns, each a trace. */
  turns(turns: TracedTurns): TracedTurns
  /** Told of every turn that ended. */
  ended(turn: EndedTurn): void
  /** Headers that make the called server a child of the call that is being made. */
  headers(): Record<string, string>
  close(): Promise<void>
}

/** What runs now: a turn, and within it a call. */
interface Current {
  trace: TurnTrace
  call?: OpenCall
}

/** Makes traces of what the configuration names, and delivers them. `tracing` is Config's. */
export function traceProduct(
  { providers, tracing }: Pick<Config, 'providers'> & { tracing: NonNullable<Config['tracing']> },
  { version, onLost }: { version: string; onLost: Parameters<typeof createSpanSender>[0]['onLost'] },
): Tracing {
  const sender = createSpanSender({
    url: tracing.url,
    headers: tracing.headers,
    resource: {
      'service.version': version,
      ...tracing.resource,
      'service.name': tracing.serviceName,
      'process.pid': process.pid,
    },
    version,
    onLost,
    interval: tracing.milliseconds,
  })
  return createTracing(sender, nameProviders(providers))
}

/** The same, on a sender of one's own. */
export function createTracing(sender: SpanSender, names: ReturnType<typeof nameProviders>): Tracing {
  const current = new AsyncLocalStorage<Current>()
  const now = () => performance.timeOrigin + performance.now()

  function open(step: keyof typeof names, operation: string, model: string, attributes: Attributes) {
    const running = current.getStore()
    if (running === undefined) return null
    const call = running.trace.call({
      step,
      name: `${operation} ${model}`,
      attributes: {
        'gen_ai.operation.name': operation,
        'gen_ai.provider.name': names[step],
        'gen_ai.request.model': model,
        ...attributes,
      },
    })
    return { call, store: { trace: running.trace, call } }
  }

  /** A call with one answer; `describe` says what it used. */
  async function within<T>(
    opened: NonNullable<ReturnType<typeof open>>,
    make: () => Promise<T>,
    describe: (result: T) => Attributes,
  ): Promise<T> {
    try {
      const result = await current.run(opened.store, make)
      opened.call.ended({ attributes: describe(result) })
      return result
    } catch (error) {
      opened.call.ended({ attributes: statusOf(error), error: failureOf(error) })
      throw error
    }
  }

  const traceLanguage = (model: LanguageModel): LanguageModel => ({
    stream(request) {
      const step = request.schema === undefined ? 'answer' : 'route'
      const opened = open(step, 'chat', request.model, requestAttributes(request))
      if (opened === null) return model.stream(request)
      const events = current.run(opened.store, () => model.stream(request)[Symbol.asyncIterator]())
      return toTracedStream(events, opened.call, { now, enter: next => current.run(opened.store, next) })
    },
  })
  const traceEmbedder = (embedder: Embedder): Embedder => ({
    get model() {
      return embedder.model
    },
    get dimensions() {
      return embedder.dimensions
    },
    get space() {
      return embedder.space
    },
    embed(texts, options) {
      const dimensions = { 'gen_ai.embeddings.dimension.count': embedder.dimensions }
      const opened = open('embed', 'embeddings', embedder.model, dimensions)
      const make = () => embedder.embed(texts, options)
      return opened === null
        ? make()
        : within(opened, make, ({ tokens }) => ({ 'gen_ai.usage.input_tokens': tokens }))
    },
    ...(embedder.follow && { follow: (space: string) => embedder.follow?.(space) }),
  })
  const traceReranker = (reranker: Reranker): Reranker => ({
    ...(reranker.model !== undefined && { model: reranker.model }),
    rerank(request) {
      const opened = open('rerank', 'rerank', reranker.model ?? 'reranker', {
        'chatbot.rerank.documents': request.texts.length,
      })
      const make = () => reranker.rerank(request)
      return opened === null ? make() : within(opened, make, () => ({}))
    },
  })

  return {
    models: models => ({
      ...models,
      languageModel: models.languageModel && traceLanguage(models.languageModel),
      embedder: models.embedder && traceEmbedder(models.embedder),
      reranker: models.reranker && traceReranker(models.reranker),
    }),
    turns: turns => ({
      async begin(request: TurnRequest) {
        const parent = parseTraceparent(request.traceparent)
        const about = { parent, requestId: request.request_id }
        const trace = openTurnTrace(about, { now, deliver: sender.add })
        const store = { trace }
        try {
          const turn = await current.run(store, () => turns.begin(request))
          return { ...turn, follow: tell => current.run(store, () => turn.follow(tell)) }
        } catch (error) {
          trace.failed(error)
          throw error
        }
      },
    }),
    ended: turn => current.getStore()?.trace.ended(turn),
    headers(): Record<string, string> {
      const call = current.getStore()?.call
      return call === undefined ? {} : { traceparent: toTraceparent(call.context) }
    },
    close: sender.close,
  }
}

/** Passes a model's events on, and ends the call's span with what they said. */
async function* toTracedStream(
  events: AsyncIterator<ModelEvent>,
  call: OpenCall,
  { now, enter }: { now(): number; enter<T>(next: () => T): T },
): AsyncGenerator<ModelEvent> {
  const began = now()
  const said: Attributes = {}
  let failure: string | undefined = 'cancelled'
  try {
    for (;;) {
      const step = await enter(() => events.next())
      if (step.done) break
      const event = step.value
      if (event.kind === 'text') said['gen_ai.response.time_to_first_chunk'] ??= (now() - began) / 1000
      else if (event.kind === 'end') said['gen_ai.response.finish_reasons'] = [event.reason]
      else Object.assign(said, usageAttributes(event.usage))
      yield event
    }
    failure = undefined
  } catch (error) {
    failure = failureOf(error)
    Object.assign(said, statusOf(error))
    throw error
  } finally {
    if (failure === 'cancelled') await enter(() => events.return?.())
    call.ended({ attributes: said, error: failure })
  }
}

function requestAttributes({ maxTokens, temperature, schema }: ModelRequest): Attributes {
  return {
    'gen_ai.request.stream': true,
    'gen_ai.request.max_tokens': maxTokens,
    'gen_ai.request.temperature': temperature,
    'gen_ai.output.type': schema === undefined ? 'text' : 'json',
  }
}

function usageAttributes(usage: Extract<ModelEvent, { kind: 'usage' }>['usage']): Attributes {
  return {
    'gen_ai.response.model': usage.model,
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.completionTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
    'chatbot.usage.cost_usd': usage.cost ?? undefined,
  }
}

function failureOf(error: unknown): string {
  if (error instanceof ProviderError) return error.failure
  return error instanceof Error ? error.name : 'defect'
}

function statusOf(error: unknown): Attributes {
  return error instanceof ProviderError ? { 'http.response.status_code': error.status } : {}
}
