import type { FastifyServerOptions } from 'fastify'
import type { Logger } from 'pino'
import type { ErrorCode } from '../errors.ts'
import type { readConversation } from '../operations/read-conversation.ts'
import type { Turns } from '../turn/run-turn.ts'
import type { DemoDeps } from './demo-routes.ts'
import type { SharedStreams } from './stream-slots.ts'
import type { WidgetDeps } from './widget-routes.ts'

export interface HttpConfig {
  /** `['*']`, or the exact origins whose pages may call the API. */
  allowedOrigins: readonly string[]
  trustProxy: FastifyServerOptions['trustProxy']
  /** Open event streams one client address may have. */
  maxStreamsPerAddress: number
  /** What /metrics is read with from elsewhere; without one, from this machine only. */
  metricsToken?: string | undefined
  rateLimit: { messages: number; windowSeconds: number }
  /** Seconds in which a request's head and body must have come. */
  requestTimeoutSeconds?: number
}

/** What answers now. `degraded`: something configured fails, a visitor still gets an answer. */
export interface ServiceReport {
  degraded: boolean
  services: { database: boolean; openrouter: boolean; openai: boolean; cohere: boolean }
}

/** One finished request, for metrics. `route` is the pattern, never what was asked for. */
export interface FinishedRequest {
  method: string
  route: string
  status: number
  seconds: number
  /** The client left before the whole answer was out. */
  aborted: boolean
}

export type HttpLogger = Pick<Logger, 'info' | 'warn' | 'error'>

export interface AppDeps {
  config: HttpConfig
  /** What operations are called with; HTTP itself asks it nothing. */
  database: Parameters<typeof readConversation>[0]
  /** `begin` throws AppError while an error status can still be answered. */
  turns: Pick<Turns, 'begin'>
  /** `webhookTypes`: what v1 calls a persona, by slug. */
  team: { name: string; webhookTypes: Readonly<Record<string, 'automation' | 'creation'>> }
  demo: DemoDeps
  widget: WidgetDeps
  /** Asks the services themselves; caching and its deadline are HTTP's (cached-health.ts). */
  health(): Promise<ServiceReport>
  /** A prom-client Registry fits as it is. */
  metrics: { contentType: string; metrics(): Promise<string> }
  logger: HttpLogger
  version: string
  now(): Date
  /** Turns /ready to 503, so that a proxy sends its visitors elsewhere; turns are still taken. */
  isShuttingDown(): boolean
  /** No turn begins any more. */
  isClosing(): boolean
  onRequestDone?(request: FinishedRequest): void
  onStreamsChange?(open: number): void
  /** Where streams are counted over several processes; without it, this one counts its own. */
  streams?: SharedStreams
  /** Told of every error that a caller is told. */
  onError?(code: ErrorCode): void
}
