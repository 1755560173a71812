import type { LookupFunction } from 'node:net'

/** Milliseconds a call to a provider may take (failures.md). */
export interface Deadlines {
  /** Until the connection stands, TLS included. */
  connect: number
  /** Until the first token, or the first byte of a reply that is no stream. */
  firstToken: number
  /** Between two events with data: comments do not count. */
  idle: number
  /** In all. */
  total: number
}

export const defaultDeadlines: Deadlines = {
  connect: 5_000,
  firstToken: 15_000,
  idle: 20_000,
  total: 60_000,
}

/** One HTTP call to a provider. `provider` and `model` are what its errors say; `url` and `headers` stay out of them. */
export interface HttpCall {
  provider: string
  model?: string | undefined
  method?: 'POST' | 'GET'
  url: string
  headers: Readonly<Record<string, string>>
  /** JSON text; absent for GET. */
  body?: string
  signal?: AbortSignal | undefined
  deadlines?: { [Name in keyof Deadlines]?: number | undefined } | undefined
  /** Bytes of reply read at most. */
  maxReplyBytes: number
  /** Finds the addresses of the URL's name, and may refuse them; the system's own without. */
  lookup?: LookupFunction
}
