import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { postChat } from './testing/chat-client.ts'
import { failureAnswer } from './testing/fake-providers/failures.ts'
import { type FakeProviders, startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { type FakeCollector, type ReceivedSpan, startFakeCollector } from './testing/start-fake-collector.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'

const first = 'anthropic/claude-3.5-sonnet'
const second = 'openai/gpt-4o-mini'
const question = 'Combien de mails dans une séquence de bienvenue ?'

describe('the product with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const folder = createFolder()
  let fakes: FakeProviders
  let collector: FakeCollector
  let product: RunningProduct
  let fallback: Pick<Awaited<ReturnType<typeof trace>>, 'turn' | 'named' | 'spans'>

  before(async () => {
    fakes = await startFakeProviders()
    collector = await startFakeCollector()
    product = await startProduct(folder.path, {
      ...fakes.environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=a%20key',
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    })
  })
  after(async () => {
    await product.stop()
    await fakes.close()
    await collector[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  /** One turn, and its spans once they are delivered. */
  async function trace(message: string, headers: Record<string, string> = {}) {
    const before = collector.spans.length
    const reply = await postChat(
      product.url,
      {
        user_id: 'visitor-of-traces',
        conversation_id: `conv-of-traces-${randomUUID()}`,
        message_id: randomUUID(),
        message,
      },
      { headers },
    )
    const isTurn = ({ name }: ReceivedSpan) => name.startsWith('invoke_agent')
    const all = await collector.until(spans => spans.slice(before).some(isTurn))
    const spans = all.slice(before)
    const turn = spans.find(isTurn)
    assert.ok(turn)
    const childrenOf = (parent: ReceivedSpan | undefined) =>
      spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId)
    const named = (name: string) => spans.find(span => span.name === name)
    return { reply, spans, turn, childrenOf, named }
  }

  it('tells a turn, its steps and its calls as one tree, with a call that failed and the one that took over', async () => {
    fakes.openrouter.answerNext(failureAnswer(11))
    const { reply, spans, turn, childrenOf, named } = await trace(question)
    assert.equal(reply.status, 200)
    assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1)
    assert.equal(turn.parentSpanId, undefined)
    assert.deepEqual([turn.name, turn.kind], ['invoke_agent audrey', 2])
    const names = (parent: ReceivedSpan | undefined) =>
      childrenOf(parent)
        .sort((one, other) => Number(one.start - other.start))
        .map(({ name }) => name)
    assert.deepEqual(names(turn).sort(), [
      'admit',
      'answer',
      'embeddings text-embedding-3-small',
      'finish',
      'route',
      'search',
    ])
    assert.deepEqual(names(named('answer')), [
      'rerank rerank-multilingual-v3.0',
      `chat ${first}`,
      `chat ${second}`,
    ])
    for (const span of spans) {
      assert.ok(span.end >= span.start, span.name)
      assert.ok(span.start >= turn.start && span.end <= turn.end + 1_000_000n, span.name)
    }
    assert.deepEqual(turn.events, ['first_words'])
    fallback = { turn, named, spans }
  })

  it('says it in the words of OpenTelemetry’s conventions for generative models', () => {
    const { turn, named, spans } = fallback
    assert.deepEqual(
      [turn.attributes['gen_ai.operation.name'], turn.attributes['gen_ai.agent.name']],
      ['invoke_agent', 'audrey'],
    )
    assert.equal(turn.attributes['chatbot.outcome'], 'answered')
    const failed = named(`chat ${first}`)
    assert.deepEqual(failed?.status, { code: 2, message: 'model_unavailable' })
    assert.equal(failed?.attributes['error.type'], 'model_unavailable')
    const answered = named(`chat ${second}`)
    assert.deepEqual([answered?.kind, answered?.status], [3, {}])
    const { attributes = {} } = answered ?? {}
    assert.equal(attributes['gen_ai.operation.name'], 'chat')
    assert.equal(attributes['gen_ai.provider.name'], 'openrouter')
    assert.equal(attributes['gen_ai.request.model'], second)
    assert.equal(typeof attributes['gen_ai.response.model'], 'string')
    assert.equal(attributes['gen_ai.request.stream'], true)
    assert.ok(Number(attributes['gen_ai.usage.input_tokens']) > 0)
    assert.ok(Number(attributes['gen_ai.usage.output_tokens']) > 0)
    assert.ok(Number(attributes['gen_ai.response.time_to_first_chunk']) >= 0)
    assert.deepEqual(attributes['gen_ai.response.finish_reasons'], { values: [{ stringValue: 'stop' }] })
    const embeddings = spans.find(({ name }) => name.startsWith('embeddings'))
    assert.equal(embeddings?.attributes['gen_ai.embeddings.dimension.count'], 1536)
    assert.deepEqual(
      ['service.name', 'deployment.environment.name'].map(key => collector.resource[key]),
      ['chatbot-v2', 'test'],
    )
    assert.equal(collector.headers.at(-1)?.['x-collector-key'], 'a key')
  })

  it('goes on with a trace that a proxy began, and passes it on to the providers', async () => {
    const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const { turn, named } = await trace(question, {
      traceparent: parent,
      'x-forwarded-for': '203.0.113.7',
    })
    assert.deepEqual(
      [turn.traceId, turn.parentSpanId],
      ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'],
    )
    assert.deepEqual(turn.events.sort(), ['breaker_open answer', 'first_words'], 'the first model rests')
    const sent = fakes.openrouter.received.at(-1)?.headers.traceparent
    assert.equal(sent, `00-${turn.traceId}-${named(`chat ${second}`)?.spanId}-01`)
  })

  it('does not let a visitor who comes straight decide', async () => {
    const { turn } = await trace(question, {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    })
    assert.notEqual(turn.traceId, '4bf92f3577b34da6a3ce929d0e0e4736')
    assert.equal(turn.parentSpanId, undefined)
  })

  it('tells nothing of a trace that nobody wants, and nothing of what anybody said or is called', async () => {
    const before = collector.spans.length
    await postChat(
      product.url,
      { user_id: 'u', conversation_id: 'conv-unsampled', message: question },
      {
        headers: {
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-00',
          'x-forwarded-for': '203.0.113.7',
        },
      },
    )
    await trace('Je veux parler à une personne humaine')
    const added = collector.spans.slice(before)
    assert.ok(added.every(({ traceId }) => traceId !== '4bf92f3577b34da6a3ce929d0e0e4737'))
    assert.doesNotMatch(collector.text, /visitor-of-traces|conv-of-traces|séquence|humaine|203\.0\.113|sk-/)
  })

  it('says that a turn was refused, and in which words', async () => {
    const limited = { user_id: 'u', conversation_id: 'conv-too-fast' }
    const before = collector.spans.length
    for (let index = 0; index < 11; index++)
      await postChat(product.url, { ...limited, message: 'Bonjour', message_id: `fast-${index}` })
    const isLimited = ({ attributes }: ReceivedSpan) => attributes['chatbot.outcome'] === 'limited'
    await collector.until(spans => spans.slice(before).some(isLimited))
  })
})
