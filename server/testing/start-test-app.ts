import type { AddressInfo } from 'node:net'
import { createApp } from '../app.ts'
import type { AppDeps } from '../http/app-deps.ts'
import type { WidgetAssets } from '../http/widget-assets.ts'
import type { Database } from '../ports/database.ts'
import { createScriptedTurns } from './scripted-turns.ts'

/** A database that nobody may ask: for tests of what must not reach it. */
const noDatabase: Database = {
  call: name => Promise.reject(new Error(`${name} must not be called here`)),
  close: async () => {},
}

/** One script in the place of the widget's files: for tests of everything else. */
const noWidget: WidgetAssets = {
  loader: {
    bodies: { br: Buffer.from('br'), gzip: Buffer.from('gzip'), identity: Buffer.from('/**/') },
    tags: { br: '"1"', gzip: '"2"', identity: '"3"' },
  },
  files: new Map(),
  entries: {},
}

export interface TestApp extends AsyncDisposable {
  url: string
  port: number
  /** Every line logged, with its level. */
  log: Record<string, unknown>[]
  /** POSTs JSON; a string is sent as it is. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  close(): Promise<void>
}

/** The real app on a loopback port, with what a test doesn't name filled in harmlessly. */
export async function startTestApp(
  given: Omit<Partial<AppDeps>, 'config'> & { config?: Partial<AppDeps['config']> } = {},
): Promise<TestApp> {
  const log: Record<string, unknown>[] = []
  const write = (level: string) => (line: unknown, message?: string) => {
    log.push({ level, ...(line as object), message })
  }
  const app = await createApp({
    database: noDatabase,
    turns: createScriptedTurns(),
    team: { name: 'Équipe', webhookTypes: { audrey: 'automation', carole: 'creation' } },
    demo: {
      assets: new Map([
        ['index.html', { body: Buffer.from('<!doctype html>'), contentType: 'text/html', etag: '"1"' }],
      ]),
    },
    widget: {
      assets: noWidget,
      configOf: (language = 'fr') => ({
        name: 'Équipe',
        language,
        welcome: 'Bonjour !',
        agents: [],
        suggestions: [],
      }),
    },
    health: async () => ({
      degraded: false,
      services: { database: true, openrouter: true, openai: true, cohere: true },
    }),
    metrics: { contentType: 'text/plain; version=0.0.4', metrics: async () => 'turns_total 0\n' },
    logger: { info: write('INFO'), warn: write('WARNING'), error: write('ERROR') } as AppDeps['logger'],
    version: '1.2.3',
    now: () => new Date('2026-01-01T00:00:00Z'),
    isShuttingDown: () => false,
    isClosing: () => false,
    ...given,
    config: {
      allowedOrigins: ['*'],
      trustProxy: 'loopback',
      maxStreamsPerAddress: 8,
      rateLimit: { messages: 10, windowSeconds: 60 },
      ...given.config,
    },
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const close = async () => {
    app.server.closeAllConnections()
    await app.close()
  }
  return {
    url,
    port,
    log,
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
