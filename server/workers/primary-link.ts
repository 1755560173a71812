import { placeVariable } from './fork-worker.ts'
import type { MetricsSnapshot } from './merge-metrics.ts'
import { createMessageLink } from './message-link.ts'

/** What a worker has of its primary. */
export interface PrimaryLink {
  /** Among the workers, 1 and up; a replacement has its predecessor's. */
  place: number
  /** This process listens; `value` is for the primary's one line about the start. */
  tellListening(value: object): void
  /** It cannot start. Resolves when that is said. */
  tellProblem(line: string): Promise<void>
  /** Gives the primary this process's metrics whenever somebody asks for all; and asks for all. */
  share(registry: { contentType: string; getMetricsAsJSON(): Promise<unknown> }): {
    contentType: string
    metrics(): Promise<string>
  }
  /** The places for streams, counted there: see SharedStreams (http/stream-slots.ts). */
  streams: { open(key: string): { granted: Promise<boolean>; free(): void } }
}

/** The link of this process to its primary; undefined when it is no worker. */
export function linkToPrimary(): PrimaryLink | undefined {
  const place = Number(process.env[placeVariable])
  if (!(place > 0) || process.send === undefined) return undefined
  let registry: { getMetricsAsJSON(): Promise<unknown> } | undefined
  let tickets = 0
  const link = createMessageLink(
    {
      // With a callback, a primary that has just gone is no uncaught error: Node ends its workers then.
      send: message => process.connected && process.send?.(message, undefined, {}, () => {}),
      on: (event, listener) => process.on(event, listener),
    },
    {
      pulse: () => true,
      metrics: async () => ((await registry?.getMetricsAsJSON()) ?? []) as MetricsSnapshot,
    },
  )
  return {
    place,
    tellListening: value => link.tell('listening', value),
    tellProblem: line => link.ask('problem', line).then(() => undefined),
    share(own) {
      registry = own
      return { contentType: own.contentType, metrics: async () => String(await link.ask('all metrics')) }
    },
    streams: {
      open(key) {
        const ticket = ++tickets
        return {
          granted: link.ask('take stream', { ticket, key }).then(granted => granted === true),
          free: () => link.tell('free stream', ticket),
        }
      },
    },
  }
}
