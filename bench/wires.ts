// CPU of one call to a provider: read raw, through our adapters, and through the AI SDK's. The fakes run in another process.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { createAiSdkModel } from '../server/providers/ai-sdk/create-ai-sdk-model.ts'
import { loadAiSdkProvider } from '../server/providers/ai-sdk/load-ai-sdk-provider.ts'
import { createCohereReranker } from '../server/providers/cohere/create-cohere-reranker.ts'
import { createHttpPool } from '../server/providers/http/http-pool.ts'
import { createOpenAiEmbedder } from '../server/providers/openai/create-openai-embedder.ts'
import { createOpenRouter } from '../server/providers/openrouter/create-openrouter.ts'
import { collectModel, someRequest } from '../server/testing/collect-model.ts'
import { fakeKeys } from '../server/testing/fake-providers/start-fake-providers.ts'

const rounds = 5
const callsEach = 400
const atOnce = 32

/** Starts the fakes and prints a Markdown table: CPU of this process, median of five rounds taken in turns. */
export async function run(): Promise<void> {
  const server = fork(join(import.meta.dirname, 'wires-server.ts'))
  const [url] = (await once(server, 'message')) as [string]
  const calls = await createCalls(url)
  const times = new Map(Object.keys(calls).map(name => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, call] of Object.entries(calls)) {
      const milliseconds = await measure(call)
      // The first round warms up.
      if (round > 0) times.get(name)?.push(milliseconds)
    }
  }
  console.log(`| a call | CPU ms, median of ${rounds} × ${callsEach}, ${atOnce} at once | from | to |`)
  console.log('| --- | --- | --- | --- |')
  for (const [name, measured] of times) {
    measured.sort((one, other) => one - other)
    const at = (share: number) => (measured[Math.round(share * (rounds - 1))] ?? 0).toFixed(2)
    console.log(`| ${name} | ${at(0.5)} | ${at(0)} | ${at(1)} |`)
  }
  server.kill()
  await once(server, 'exit')
  process.exit(0)
}

async function createCalls(url: string): Promise<Record<string, () => Promise<unknown>>> {
  const pool = createHttpPool()
  const agent = new Agent({ keepAlive: true })
  const openrouter = createOpenRouter({
    apiKey: fakeKeys.openrouter,
    pool,
    baseUrl: `${url}/openrouter/api/v1`,
    attribution: { url: 'https://exemple.fr', title: 'Exemple' },
  })
  const baseUrl = `${url}/compatible/v1`
  const provider = await loadAiSdkProvider({ package: '@ai-sdk/openai-compatible', baseUrl })
  const bridge = createAiSdkModel({ provider, name: 'ai-sdk' })
  const embedder = createOpenAiEmbedder({ pool, apiKey: fakeKeys.openai, baseUrl: `${url}/openai/v1` })
  const reranker = createCohereReranker({ pool, apiKey: fakeKeys.cohere, baseUrl: `${url}/cohere` })
  const texts = Array.from({ length: 20 }, (_, index) => `Passage ${index} sur les réels. `.repeat(40))
  const { model, messages, maxTokens, temperature } = someRequest
  const completion = { model, messages, max_tokens: maxTokens, temperature, stream: true }
  const embedding = { model: 'text-embedding-3-small', input: ['un réel'] }
  const rerank = { model: 'rerank-multilingual-v3.0', query: 'un réel', documents: texts, top_n: 3 }
  return {
    'stream of 120 tokens, bytes only': () =>
      read(agent, `${baseUrl}/chat/completions`, undefined, completion),
    'stream of 120 tokens, read raw (decode, split, parse)': () =>
      read(agent, `${baseUrl}/chat/completions`, undefined, completion, parseRaw()),
    'stream of 120 tokens, our OpenRouter': () => collectModel(openrouter),
    'stream of 120 tokens, AI SDK `doStream` over our bridge': () => collectModel(bridge),
    'embedding, read raw': () =>
      read(agent, `${url}/openai/v1/embeddings`, fakeKeys.openai, embedding, parseWhole()),
    'embedding, our OpenAI': () => embedder.embed(['un réel']),
    'rerank of 20, read raw': () =>
      read(agent, `${url}/cohere/v2/rerank`, fakeKeys.cohere, rerank, parseWhole()),
    'rerank of 20, our Cohere': () => reranker.rerank({ query: 'un réel', texts, limit: 3 }),
  }
}

async function measure(call: () => Promise<unknown>): Promise<number> {
  let left = callsEach
  const before = process.cpuUsage()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await call()
    }),
  )
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / callsEach
}

/** The least there is: node:http and one listener. */
function read(
  agent: Agent,
  url: string,
  key: string | undefined,
  body: object,
  onData?: (bytes: Buffer | undefined) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(key && { authorization: `Bearer ${key}` }),
    }
    const call = request(url, { method: 'POST', agent, headers }, response => {
      response.on('data', (bytes: Buffer) => onData?.(bytes))
      response.on('end', () => {
        onData?.(undefined)
        resolve()
      })
    })
    call.on('error', reject)
    call.end(text)
  })
}

function parseRaw(): (bytes: Buffer | undefined) => void {
  const decoder = new TextDecoder()
  let rest = ''
  return bytes => {
    const lines = (rest + decoder.decode(bytes, { stream: bytes !== undefined })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data: {')) JSON.parse(line.slice(6))
    }
  }
}

function parseWhole(): (bytes: Buffer | undefined) => void {
  const all: Buffer[] = []
  return bytes => {
    if (bytes !== undefined) all.push(bytes)
    else JSON.parse(Buffer.concat(all).toString())
  }
}
