import { toOutcome } from '../count-turn.ts'
import type { EndedTurn } from '../ended-turn.ts'
import type { Attributes, Span } from './otlp-json.ts'
import { createSpanId, createTraceId, type TraceContext } from './trace-context.ts'

/** A call to a provider that runs: its span is told when it ends. */
export interface OpenCall {
  context: TraceContext
  ended(end: { attributes: Attributes; error?: string | undefined }): void
}

/** The spans of one turn, gathered until it ends. */
export interface TurnTrace {
  /** `step` is the one that asks for it. */
  call(call: { step: string; name: string; attributes: Attributes }): OpenCall
  /** The turn ended: all its spans go to `deliver`. Only the first end counts. */
  ended(turn: EndedTurn): void
  failed(error: unknown): void
}

/**
 * Begins the trace of a turn: below `parent`, where a proxy began one, else on its own. A turn is one span, each of its
 * steps a child, and each call to a provider a child of its step; embedding runs beside admission, so its parent is the
 * turn. `now` gives milliseconds since 1970.
 */
export function openTurnTrace(
  { parent, requestId }: { parent: TraceContext | null; requestId: string },
  { now, deliver }: { now(): number; deliver(spans: Span[]): void },
): TurnTrace {
  const traceId = parent?.traceId ?? createTraceId()
  const sampled = parent?.sampled ?? true
  const turnId = createSpanId()
  const began = now()
  const calls: { step: string; span: Span }[] = []
  let over = false

  const finish = (spans: Span[]): void => {
    if (over) return
    over = true
    if (sampled) deliver(spans)
  }
  const toTurnSpan = (rest: Pick<Span, 'ended' | 'attributes' | 'error' | 'events'>): Span => ({
    traceId,
    spanId: turnId,
    parentId: parent?.spanId ?? null,
    name: 'invoke_agent',
    kind: 'server',
    began,
    ...rest,
  })
  return {
    call({ step, name, attributes }) {
      const spanId = createSpanId()
      const start = now()
      let told = false
      return {
        context: { traceId, spanId, sampled },
        ended({ attributes: more, error }) {
          if (told) return
          told = true
          const span: Span = {
            traceId,
            spanId,
            parentId: turnId,
            name,
            kind: 'client',
            began: start,
            ended: now(),
            attributes: { ...attributes, ...more },
            ...(error !== undefined && { error }),
          }
          // One that nobody waited for may outlive its turn.
          if (!over) calls.push({ step, span })
          else if (sampled) deliver([span])
        },
      }
    },
    ended(turn) {
      const steps = Object.entries(turn.starts).map(
        ([step, start]): Span => ({
          traceId,
          spanId: createSpanId(),
          parentId: turnId,
          name: step,
          kind: 'internal',
          began: began + start,
          ended: began + start + (turn.steps[step] ?? 0),
          attributes: {},
        }),
      )
      for (const { step, span } of calls)
        span.parentId = steps.find(({ name }) => name === timedStepOf(step))?.spanId ?? turnId
      const outcome = toOutcome(turn)
      const whole = toTurnSpan({
        ended: Math.max(now(), began + turn.milliseconds),
        attributes: { ...turnAttributes(turn, outcome), 'chatbot.request_id': requestId },
        events: eventsOf(turn, began),
        ...(outcome === 'failed' && { error: errorType(turn.error) }),
      })
      if (turn.agent !== null) whole.name = `invoke_agent ${turn.agent}`
      finish([whole, ...steps, ...calls.map(({ span }) => span)])
    },
    failed(error) {
      const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'chatbot.request_id': requestId }
      finish([
        toTurnSpan({ ended: now(), attributes, error: errorType(error) }),
        ...calls.map(({ span }) => span),
      ])
    },
  }
}

/** Reranking is part of answering. */
function timedStepOf(step: string): string {
  return step === 'rerank' ? 'answer' : step
}

function turnAttributes(turn: EndedTurn, outcome: string): Attributes {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': turn.agent ?? undefined,
    'chatbot.outcome': outcome,
    'chatbot.routing.kind': turn.kind ?? undefined,
    'chatbot.routing.confidence': turn.confidence ?? undefined,
    'chatbot.answered_by': turn.answeredBy ?? undefined,
  }
}

/** The first words, and what was done instead of a call that was not made. */
function eventsOf({ steps, troubles }: EndedTurn, began: number): NonNullable<Span['events']> {
  const { first_words: firstWords } = steps
  return [
    ...(firstWords === undefined ? [] : [{ name: 'first_words', at: began + firstWords }]),
    ...troubles
      .filter(({ reason }) => reason === 'breaker_open')
      .map(({ step }) => ({ name: `breaker_open ${step}`, at: began })),
  ]
}

/** A code, or the error's name: never its message, which may quote somebody. */
function errorType(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
