import type { IncomingMessage, ServerResponse } from 'node:http'

/** One call to a fake provider, past its checks. */
export interface FakeExchange {
  request: IncomingMessage
  response: ServerResponse
  // biome-ignore lint/suspicious/noExplicitAny: the schema of the endpoint has checked it, each in its own shape.
  body: any
  latency: FakeLatency
  /** Multiplies the times of failures.md (`40 s`, `every 5 s`), so that a test need not wait that long. */
  pace: number
  /** A good reply, as the endpoint gives it when nothing else is asked of it. */
  answerWell: FakeAnswer
}

/** What the provider does with a call. */
export type FakeAnswer = (exchange: FakeExchange) => void | Promise<void>

/** Milliseconds until the first token (or the whole reply), and from one token to the next. */
export interface FakeLatency {
  first: number
  token: number
}

/** Waits unless there is nothing to wait for: a timer of 0 ms is a turn of the event loop. */
export async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** Replies JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): FakeAnswer {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
}

/** Replies a page of the proxy in front. */
export function html(status: number): FakeAnswer {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' })
    response.end('<!DOCTYPE html><html><head><title>Error</title></head><body>Bad gateway</body></html>')
  }
}

/** Starts an event stream. */
export function openStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-generation-id': 'gen-fake',
  })
}

/** Writes and waits until the bytes are with the socket, so that the next ones are another piece of the network. */
export async function writeApart(response: ServerResponse, bytes: string | Uint8Array): Promise<void> {
  await new Promise(resolve => response.write(bytes, resolve))
  await new Promise(resolve => setImmediate(resolve))
}

/** Nothing more comes, and the connection stays open, until the client leaves. */
export async function stayOpen(response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  await new Promise(resolve => response.once('close', resolve))
}
