// The fake providers of the floor's bench, in a process of their own. Told the pace by messages; says its address first.
import { encode } from '../../server/testing/fake-providers/answer-embeddings.ts'
import { textChunk, toEvent } from '../../server/testing/fake-providers/completion-events.ts'
import { fakeEmbedding } from '../../server/testing/fake-providers/fake-embedding.ts'
import {
  type FakeExchange,
  json,
  openStream,
  pause,
  writeApart,
} from '../../server/testing/fake-providers/fake-exchange.ts'
import {
  realisticLatency,
  startFakeProviders,
} from '../../server/testing/fake-providers/start-fake-providers.ts'
import { goodEnd, headOf } from '../../server/testing/fake-providers/stream-of.ts'
import { answerTokens, type Pace } from './pace.ts'

const instant = { first: 0, token: 0 }
let pace: Pace = 'instant'
const fakes = await startFakeProviders()
const vectorOf = fakeEmbedding('une question', 1536)
const vectors = { base64: encode(vectorOf, 'base64'), float: encode(vectorOf, 'float') }

function latencyOf(name: keyof typeof realisticLatency) {
  return pace === 'realistic' ? realisticLatency[name] : instant
}

/** An answer of 120 tokens, each a piece of the network; the router's small call is answered well. */
async function complete(exchange: FakeExchange): Promise<void> {
  if (exchange.body.response_format) return exchange.answerWell(exchange)
  const { response } = exchange
  const head = headOf(exchange)
  const write = (token: string) => writeApart(response, toEvent(textChunk(head, token)))
  const latency = latencyOf('completion')
  openStream(response)
  await pause(latency.first)
  if (pace === 'steady') {
    const [before = '', after = ''] = toEvent(textChunk(head, ' t@')).split('@')
    while (pace === 'steady' && !response.destroyed) {
      response.write(`${before}${(performance.timeOrigin + performance.now()).toFixed(1)}${after}`)
      await pause(50)
    }
  } else {
    for (let token = 0; token < answerTokens && !response.destroyed; token++) {
      await write(` mot${token}`)
      await pause(latency.token)
    }
  }
  response.end(goodEnd(head))
}

fakes.openrouter.answerAlways(complete)
fakes.openai.answerAlways(async exchange => {
  await pause(latencyOf('embeddings').first)
  const { input, model, encoding_format: format } = exchange.body
  const inputs = Array.isArray(input) ? input : [input]
  const embedding = format === 'base64' ? vectors.base64 : vectors.float
  const data = inputs.map((_: string, index: number) => ({ object: 'embedding', index, embedding }))
  await json(200, { object: 'list', data, model, usage: { prompt_tokens: 9, total_tokens: 9 } })(exchange)
})
fakes.cohere.answerAlways(async exchange => {
  await pause(latencyOf('rerank').first)
  await exchange.answerWell(exchange)
})
for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere]) endpoint.keep = 0

process.on('message', (told: Pace | 'count') => {
  if (told !== 'count') pace = told
  const { openrouter, openai, cohere } = fakes
  process.send?.({
    completions: openrouter.calls,
    embeddings: openai.calls,
    reranks: cohere.calls,
    problems: fakes.problems,
  })
})
process.send?.(fakes.environment)
