import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import type { ModelMessage } from '../../ports/language-model.ts'
import { collectModel, someRequest } from '../../testing/collect-model.ts'
import { textChunk, toEvent } from '../../testing/fake-providers/completion-events.ts'
import { holdAnswer } from '../../testing/fake-providers/hold-answer.ts'
import { fakeKeys, startFakeProviders } from '../../testing/fake-providers/start-fake-providers.ts'
import { goodEnd } from '../../testing/fake-providers/stream-of.ts'
import { createHttpPool } from '../http/http-pool.ts'
import { createOpenRouter } from './create-openrouter.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
const options = {
  apiKey: fakeKeys.openrouter,
  pool,
  baseUrl: `${fakes.url}/openrouter/api/v1`,
  attribution: { url: 'https://exemple.fr', title: 'Exemple' },
}
const model = createOpenRouter(options)
after(async () => {
  pool.close()
  await fakes.close()
})
const head = { id: 'gen-fake', model: 'acme/fake-1.0' }
const question: ModelMessage = { role: 'user', content: 'Et alors ?' }

// biome-ignore lint/suspicious/noExplicitAny: what was sent, looked into.
const lastBody = (): any => fakes.openrouter.received.at(-1)?.body

describe('OpenRouter', () => {
  it('says who calls, streams, and asks for the cost', async () => {
    const { usage } = await collectModel(model)
    const { headers } = fakes.openrouter.received.at(-1) ?? {}
    assert.equal(headers?.['http-referer'], 'https://exemple.fr')
    assert.equal(headers?.['x-title'], 'Exemple')
    assert.equal(lastBody().stream, true)
    assert.deepEqual(lastBody().usage, { include: true })
    assert.equal(usage?.model, 'acme/fake-1.0')
    assert.ok((usage?.cost ?? 0) > 0)
  })

  it('asks those only who keep nothing, where the operator wants it', async () => {
    await collectModel(model)
    assert.equal('provider' in lastBody(), false)
    const careful = createOpenRouter({ ...options, zeroRetention: true })
    await collectModel(careful)
    assert.deepEqual(lastBody().provider, { zdr: true, data_collection: 'deny' })
  })

  it('marks what is worth a cache, at most four times, for makers whose caches want it', async () => {
    const messages: ModelMessage[] = Array.from({ length: 6 }, (_, index) => ({
      role: 'system',
      content: `Partie ${index}`,
      cacheable: true,
    }))
    await collectModel(model, { model: 'anthropic/claude-3.5-sonnet', messages: [...messages, question] })
    const sent = lastBody().messages
    assert.deepEqual(sent[1], { role: 'system', content: 'Partie 1' })
    assert.deepEqual(sent[2], {
      role: 'system',
      content: [{ type: 'text', text: 'Partie 2', cache_control: { type: 'ephemeral' } }],
    })
    assert.deepEqual(sent[6], { role: 'user', content: 'Et alors ?' })
    await collectModel(model, { model: 'openai/gpt-4o-mini', messages: [...messages, question] })
    assert.ok(!JSON.stringify(lastBody()).includes('cache_control'))
  })

  it('asks for JSON of a schema', async () => {
    const properties = {
      agent: { type: 'string', enum: ['audrey', 'carole'] },
      confidence: { type: 'number' },
    }
    const schema = { type: 'object', properties, required: ['agent'], additionalProperties: false }
    const messages: ModelMessage[] = [
      { role: 'system', content: 'audrey : tunnels de vente et emails\ncarole : Instagram et réels' },
      { role: 'user', content: 'Comment faire un réel ?' },
    ]
    const { text } = await collectModel(model, { messages, schema: { name: 'route', schema } })
    assert.deepEqual(lastBody().response_format, {
      type: 'json_schema',
      json_schema: { name: 'route', strict: true, schema },
    })
    assert.deepEqual(JSON.parse(text), { agent: 'carole', confidence: 0.9 })
  })

  it('hands the first token over as soon as it is there, and tokens that arrive together as one', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const events = model.stream(someRequest)[Symbol.asyncIterator]()
    const first = events.next()
    await held.write(toEvent(textChunk(head, 'Bon')))
    assert.deepEqual(await first, { done: false, value: { kind: 'text', text: 'Bon' } })
    const second = events.next()
    await held.write(
      toEvent(textChunk(head, 'jour')) + toEvent(textChunk(head, ' à')) + toEvent(textChunk(head, ' toi')),
    )
    assert.deepEqual((await second).value, { kind: 'text', text: 'jour à toi' })
    await held.write(goodEnd(head))
    await held.end()
    assert.equal((await events.next()).value.kind, 'usage')
    assert.deepEqual((await events.next()).value, { kind: 'end', reason: 'stop' })
    assert.equal((await events.next()).done, true)
  })

  it('closes the connection within a second when the caller cancels, in the middle of a silence', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const controller = new AbortController()
    const aborted = fakes.openrouter.aborted
    const call = collectModel(model, { signal: controller.signal })
    await held.write(toEvent(textChunk(head, 'Bonjour')))
    const started = performance.now()
    controller.abort()
    assert.equal((await call).error?.failure, 'cancelled')
    await held.closed
    assert.ok(performance.now() - started < 1_000)
    assert.equal(fakes.openrouter.aborted, aborted + 1)
  })

  it('closes the connection when the caller leaves the loop', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const reading = (async () => {
      for await (const event of model.stream(someRequest)) return event
    })()
    await held.write(toEvent(textChunk(head, 'Bonjour')))
    await reading
    await held.closed
  })

  it('ends with the model’s last word, though usage and the end of the stream do not come', async () => {
    for (const ending of ['silence', 'reset'] as const) {
      const held = holdAnswer()
      fakes.openrouter.answerNext(held.answer)
      const call = collectModel(model)
      await held.write(toEvent(textChunk(head, 'Bonjour.', 'stop')))
      if (ending === 'reset') await held.reset()
      const { text, end, error, milliseconds } = await call
      assert.deepEqual([text, end, error], ['Bonjour.', 'stop', undefined])
      assert.ok(milliseconds < 3_000)
    }
  })

  it('keeps the connection of a stream whose end is a moment behind its `[DONE]`', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const call = collectModel(model)
    await held.write(toEvent(textChunk(head, 'Bonjour.')) + goodEnd(head))
    assert.equal((await call).end, 'stop')
    const closed = held.closed.then(() => 'closed')
    const moment = new Promise(resolve => setTimeout(resolve, 50, 'open'))
    assert.equal(await Promise.race([closed, moment]), 'open')
    const connections = await fakes.countConnections()
    await held.end()
    await held.closed
    assert.equal(await fakes.countConnections(), connections)
  })

  it('says what a call cost that failed after it was billed', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const call = collectModel(model)
    await held.write(
      toEvent({ ...textChunk(head, 'Bon'), usage: { prompt_tokens: 9, completion_tokens: 1, cost: 0.5 } }),
    )
    await held.reset()
    const { usage, error } = await call
    assert.deepEqual([usage?.cost, error?.failure], [0.5, 'truncated'])
  })

  it('uses its connections again after streams that ended well', async () => {
    for (let count = 0; count < 5; count += 1) await collectModel(model)
    const before = await fakes.countConnections()
    for (let count = 0; count < 20; count += 1) await collectModel(model)
    assert.equal(await fakes.countConnections(), before)
  })
})
