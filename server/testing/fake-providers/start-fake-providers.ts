import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerCompletion } from './answer-completion.ts'
import { answerEmbeddings } from './answer-embeddings.ts'
import { answerRerank } from './answer-rerank.ts'
import { createFakeEndpoint, type FakeEndpoint } from './fake-endpoint.ts'
import { json } from './fake-exchange.ts'
import { embeddings, openAiCompletion, openRouterCompletion, rerank } from './wire-schemas.ts'

/** Fake OpenRouter, OpenAI and Cohere, and a keyless server that speaks OpenAI's wires, on one port of loopback. */
export interface FakeProviders extends AsyncDisposable {
  url: string
  /** What `.env` needs for the product to use them. */
  environment: Record<string, string>
  /** POST /openrouter/api/v1/chat/completions */
  openrouter: FakeEndpoint
  /** POST /openai/v1/embeddings */
  openai: FakeEndpoint
  /** POST /cohere/v2/rerank */
  cohere: FakeEndpoint
  /** POST /compatible/v1/chat/completions, no key */
  compatible: FakeEndpoint
  /** POST /compatible/v1/embeddings, no key */
  compatibleEmbeddings: FakeEndpoint
  /** Every call that a strict server refused: unknown path, method, member, missing header. */
  problems: string[]
  /** Connections that stand. */
  countConnections(): Promise<number>
  /** Closes every connection that stands, as a restart of the provider does. */
  dropConnections(): void
  /** Closes them; throws when there was a problem. */
  close(): Promise<void>
}

export const fakeKeys = {
  openrouter: 'sk-or-v1-fake-0123456789abcdef',
  openai: 'sk-fake-0123456789abcdef',
  cohere: 'fake-0123456789abcdef',
}

/** The free calls that tell whether a key is good; null where none is asked for. */
const keyChecks: Record<string, string | null> = {
  'GET /openrouter/api/v1/key': fakeKeys.openrouter,
  'GET /openrouter/api/v1/models': null,
  'GET /openai/v1/models': fakeKeys.openai,
  'GET /cohere/v1/models': fakeKeys.cohere,
  'GET /compatible/v1/models': null,
}

/** Latencies like the real ones of an afternoon in Europe (milliseconds). */
export const realisticLatency = {
  completion: { first: 600, token: 20 },
  embeddings: { first: 120, token: 0 },
  rerank: { first: 150, token: 0 },
}

/** Starts the fakes; at 0 ms, or with latencies like the real ones. */
export async function startFakeProviders(
  options: { port?: number; realistic?: boolean } = {},
): Promise<FakeProviders> {
  const problems: string[] = []
  const report = (where: string) => (problem: string) => void problems.push(`${where}: ${problem}`)
  const openrouter = createFakeEndpoint({
    schema: openRouterCompletion,
    key: fakeKeys.openrouter,
    requiredHeaders: ['http-referer', 'x-title'],
    wrongKey: json(401, { error: { code: 401, message: 'No auth credentials found' } }),
    answerWell: answerCompletion({ asOpenRouter: true }),
    report: report('openrouter'),
  })
  const openai = createFakeEndpoint({
    schema: embeddings,
    key: fakeKeys.openai,
    wrongKey: json(401, {
      error: {
        message: 'Incorrect API key provided.',
        type: 'invalid_request_error',
        code: 'invalid_api_key',
      },
    }),
    answerWell: answerEmbeddings,
    report: report('openai'),
  })
  const cohere = createFakeEndpoint({
    schema: rerank,
    key: fakeKeys.cohere,
    wrongKey: json(401, { message: 'invalid api token' }),
    answerWell: answerRerank,
    report: report('cohere'),
  })
  const compatible = createFakeEndpoint({
    schema: openAiCompletion,
    answerWell: answerCompletion({ asOpenRouter: false }),
    report: report('compatible'),
  })
  const compatibleEmbeddings = createFakeEndpoint({
    schema: embeddings,
    answerWell: answerEmbeddings,
    report: report('compatible'),
  })
  const endpoints: Record<string, FakeEndpoint> = {
    'POST /openrouter/api/v1/chat/completions': openrouter,
    'POST /openai/v1/embeddings': openai,
    'POST /cohere/v2/rerank': cohere,
    'POST /compatible/v1/chat/completions': compatible,
    'POST /compatible/v1/embeddings': compatibleEmbeddings,
  }
  if (options.realistic) {
    openrouter.latency = compatible.latency = realisticLatency.completion
    openai.latency = compatibleEmbeddings.latency = realisticLatency.embeddings
    cohere.latency = realisticLatency.rerank
  }

  const server = createServer((request, response) => {
    const endpoint = endpoints[`${request.method} ${request.url}`]
    if (endpoint !== undefined) {
      endpoint.answer(request, response).catch(error => {
        problems.push(`fake: ${error instanceof Error ? error.message : error}`)
        response.destroy()
      })
      return
    }
    const keyCheck = keyChecks[`${request.method} ${request.url}`]
    if (keyCheck !== undefined) {
      const good = keyCheck === null || request.headers.authorization === `Bearer ${keyCheck}`
      response.writeHead(good ? 200 : 401, { 'content-type': 'application/json' })
      response.end(JSON.stringify(good ? { data: [] } : { error: { code: 401, message: 'invalid key' } }))
      return
    }
    problems.push(`unknown call: ${request.method} ${request.url}`)
    request.resume()
    response.writeHead(404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message: 'fake: unknown path or method', code: 404 } }))
  })
  // Longer than any test: a fake that closes an idle connection does so when it is told to.
  server.keepAliveTimeout = 3_600_000
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function close(): Promise<void> {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
    if (problems.length > 0) throw new Error(`Fake providers refused:\n${problems.join('\n')}`)
  }
  return {
    url,
    environment: {
      OPENROUTER_API_KEY: fakeKeys.openrouter,
      OPENROUTER_BASE_URL: `${url}/openrouter/api/v1`,
      OPENAI_API_KEY: fakeKeys.openai,
      OPENAI_BASE_URL: `${url}/openai/v1`,
      COHERE_API_KEY: fakeKeys.cohere,
      COHERE_BASE_URL: `${url}/cohere`,
    },
    openrouter,
    openai,
    cohere,
    compatible,
    compatibleEmbeddings,
    problems,
    countConnections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    dropConnections: () => server.closeAllConnections(),
    close,
    [Symbol.asyncDispose]: close,
  }
}
