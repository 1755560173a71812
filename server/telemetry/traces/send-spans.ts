import { gzipSync } from 'node:zlib'
import { type Attributes, type Span, toOtlpJson } from './otlp-json.ts'

export interface SpanSenderOptions {
  /** Where OTLP is taken over HTTP: `…/v1/traces`. */
  url: string
  headers: Readonly<Record<string, string>>
  resource: Attributes
  version: string
  /** Told of spans that are lost, once an hour. */
  onLost(problem: { reason: string; lost: number }): void
  fetch?: typeof fetch
  /** Milliseconds between two deliveries. */
  interval?: number
  /** Milliseconds that the end waits at most. */
  patience?: number
  now?(): number
}

export interface SpanSender {
  /** Takes spans along with the next delivery. Never waits, never throws. */
  add(spans: readonly Span[]): void
  /** Delivers what is left, and gives up when patience is out: two seconds. */
  close(): Promise<void>
}

/** Spans that wait at most; what comes while so many do is lost: a collector that is away takes no memory. */
const mostWaiting = 4096
const mostTogether = 512
const deliveryMilliseconds = 10_000
const sayAgain = 3_600_000
/** The answers after which OTLP says to try again. */
const passing = [429, 502, 503, 504]

/**
 * Delivers spans to a collector as OTLP/HTTP in JSON, compressed, five seconds apart. What a collector refuses is lost;
 * what it cannot take now is kept for the next delivery. Ours and not OpenTelemetry's packages: those are 21, of 31 MB,
 * for one POST.
 */
export function createSpanSender(options: SpanSenderOptions): SpanSender {
  const { url, onLost, interval = 5000, patience = 2000, now = Date.now } = options
  const post = options.fetch ?? fetch
  let waiting: Span[] = []
  let lost = 0
  let told = Number.NEGATIVE_INFINITY
  let delivering: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const lose = (count: number, reason: string): void => {
    lost += count
    if (lost === 0 || now() - told < sayAgain) return
    told = now()
    onLost({ reason, lost })
    lost = 0
  }

  async function send(spans: readonly Span[]): Promise<'taken' | 'later' | 'refused'> {
    try {
      const reply = await post(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...options.headers },
        body: gzipSync(toOtlpJson(spans, options)),
        redirect: 'error',
        signal: AbortSignal.timeout(deliveryMilliseconds),
      })
      await reply.arrayBuffer()
      if (reply.ok) return 'taken'
      if (passing.includes(reply.status)) return 'later'
      lose(spans.length, `HTTP ${reply.status}`)
      return 'refused'
    } catch {
      return 'later'
    }
  }

  async function deliver(): Promise<void> {
    while (waiting.length > 0) {
      const spans = waiting.splice(0, mostTogether)
      if ((await send(spans)) !== 'later') continue
      waiting = [...spans, ...waiting]
      return
    }
  }

  function plan(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      delivering ??= deliver().finally(() => {
        delivering = undefined
        if (waiting.length > 0) plan()
      })
    }, interval).unref()
  }

  return {
    add(spans) {
      const room = mostWaiting - waiting.length
      if (spans.length > room) lose(spans.length - room, 'the collector does not take them')
      waiting.push(...spans.slice(0, room))
      if (waiting.length > 0) plan()
    },
    async close() {
      clearTimeout(timer)
      let end: NodeJS.Timeout | undefined
      const enough = new Promise<void>(resolve => {
        end = setTimeout(resolve, patience)
      })
      const last = (delivering ?? Promise.resolve()).then(deliver)
      await Promise.race([last, enough])
      clearTimeout(end)
      clearTimeout(timer)
    },
  }
}
