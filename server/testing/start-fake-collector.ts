import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** A span as the collector received it, its attributes as plain values. */
export interface ReceivedSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind: number
  start: bigint
  end: bigint
  attributes: Record<string, unknown>
  events: string[]
  status: { code?: number; message?: string }
}

/** An OpenTelemetry collector on loopback that takes OTLP/HTTP in JSON. */
export interface FakeCollector extends AsyncDisposable {
  url: string
  /** Status of the next answers; 200 when there is none left. */
  answers: number[]
  spans: ReceivedSpan[]
  /** Of each delivery. */
  headers: Record<string, unknown>[]
  resource: Record<string, unknown>
  /** Everything, as it came. */
  text: string
  /** Resolves when `found` is true of what came. */
  until(found: (spans: ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]>
}

/** Starts it. A delivery that is no OTLP is answered 400. */
export async function startFakeCollector(): Promise<FakeCollector> {
  const waiting = new Set<() => void>()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    collector.headers.push(request.headers)
    const status = request.method === 'POST' && request.url === '/v1/traces' ? collector.answers.shift() : 404
    if (status === undefined) {
      const text = gunzipSync(Buffer.concat(chunks)).toString()
      collector.text += text
      const { resourceSpans } = JSON.parse(text)
      for (const { resource, scopeSpans } of resourceSpans) {
        collector.resource = toPlain(resource.attributes)
        for (const { spans } of scopeSpans) collector.spans.push(...spans.map(toSpan))
      }
    }
    response.writeHead(status ?? 200, { 'content-type': 'application/json' })
    response.end('{"partialSuccess":{}}')
    for (const look of waiting) look()
  })
  const collector: FakeCollector = {
    url: '',
    answers: [],
    spans: [],
    headers: [],
    resource: {},
    text: '',
    until: found =>
      new Promise(resolve => {
        const look = () => {
          if (!found(collector.spans)) return
          waiting.delete(look)
          resolve(collector.spans)
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return collector
}

interface OtlpSpan extends Omit<ReceivedSpan, 'start' | 'end' | 'attributes' | 'events'> {
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: KeyValue[]
  events?: { name: string }[]
}

interface KeyValue {
  key: string
  value: Record<string, unknown>
}

function toSpan({
  startTimeUnixNano,
  endTimeUnixNano,
  attributes,
  events = [],
  ...span
}: OtlpSpan): ReceivedSpan {
  if (!/^[\da-f]{32}$/.test(span.traceId) || !/^[\da-f]{16}$/.test(span.spanId)) throw new Error('ids')
  return {
    ...span,
    start: BigInt(startTimeUnixNano),
    end: BigInt(endTimeUnixNano),
    attributes: toPlain(attributes),
    events: events.map(({ name }) => name),
  }
}

function toPlain(attributes: KeyValue[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [[type, plain] = []] = Object.entries(value)
      return [key, type === 'intValue' ? Number(plain) : plain]
    }),
  )
}
