/** What a span says: figures, names and codes, no text of anybody's. Undefined members are left out. */
export type Attributes = Record<string, string | number | boolean | readonly string[] | undefined>

/** A span that ended. Instants in milliseconds since 1970. */
export interface Span {
  traceId: string
  spanId: string
  parentId: string | null
  name: string
  kind: keyof typeof kinds
  began: number
  ended: number
  attributes: Attributes
  /** Why it failed, in one word; absent when it did not. */
  error?: string
  events?: readonly { name: string; at: number }[]
}

/** SpanKind and StatusCode of opentelemetry-proto: OTLP's JSON carries enumerations as numbers. */
const kinds = { internal: 1, server: 2, client: 3 } as const
const failed = 2

/** An ExportTraceServiceRequest in OTLP's JSON (ids in hexadecimal, 64-bit integers as text). */
export function toOtlpJson(
  spans: readonly Span[],
  { resource, version }: { resource: Attributes; version: string },
): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: toKeyValues(resource) },
        scopeSpans: [{ scope: { name: 'chatbot-v2', version }, spans: spans.map(toOtlpSpan) }],
      },
    ],
  })
}

function toOtlpSpan(span: Span) {
  const { traceId, spanId, parentId, name, kind, error, events = [] } = span
  return {
    traceId,
    spanId,
    ...(parentId !== null && { parentSpanId: parentId }),
    name,
    kind: kinds[kind],
    startTimeUnixNano: toNanoseconds(span.began),
    endTimeUnixNano: toNanoseconds(span.ended),
    attributes: toKeyValues({ ...span.attributes, 'error.type': error }),
    ...(events.length > 0 && {
      events: events.map(({ name, at }) => ({ name, timeUnixNano: toNanoseconds(at) })),
    }),
    status: error === undefined ? {} : { code: failed, message: error },
  }
}

/** To the microsecond: a number holds no more of an instant. */
function toNanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`
}

function toKeyValues(attributes: Attributes) {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: toAnyValue(value) }],
  )
}

function toAnyValue(value: NonNullable<Attributes[string]>): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number')
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
  return { arrayValue: { values: value.map(stringValue => ({ stringValue })) } }
}
