import assert from 'node:assert/strict'
import { createServer as createTlsServer } from 'node:https'
import { createServer } from 'node:net'
import { after, describe, it } from 'node:test'
import type { ProviderFailure } from '../ports/provider-error.ts'
import { collectModel, someRequest } from '../testing/collect-model.ts'
import { wildText } from '../testing/fake-providers/broken-streams.ts'
import { textChunk, toEvent } from '../testing/fake-providers/completion-events.ts'
import { failureAnswer, failures } from '../testing/fake-providers/failures.ts'
import { holdAnswer } from '../testing/fake-providers/hold-answer.ts'
import { fakeKeys, startFakeProviders } from '../testing/fake-providers/start-fake-providers.ts'
import { goodEnd, textStream } from '../testing/fake-providers/stream-of.ts'
import { createSelfSignedCertificate } from '../testing/self-signed-certificate.ts'
import { createHttpPool } from './http/http-pool.ts'
import { createOpenRouter } from './openrouter/create-openrouter.ts'

const fakes = await startFakeProviders()
const pool = createHttpPool()
const model = createOpenRouter({
  apiKey: fakeKeys.openrouter,
  pool,
  baseUrl: `${fakes.url}/openrouter/api/v1`,
  attribution: { url: 'https://exemple.fr', title: 'Exemple' },
})
after(async () => {
  pool.close()
  await fakes.close()
})

/** What a row must become. `text`: what was shown before it; `wait`: seconds to wait, when the provider says so. */
interface Outcome {
  failure?: ProviderFailure
  retryable?: boolean
  wait?: number
  alternatives?: string[]
  text?: string
  end?: 'stop' | 'length'
}

const overloaded: Outcome = { failure: 'overloaded', retryable: true }
const unavailable: Outcome = {
  failure: 'model_unavailable',
  retryable: false,
  alternatives: ['acme/fake-2.0', 'acme/fake-mini'],
}
const partial = 'Bonjour à toi'
const good: Outcome = { text: wildText, end: 'stop' }
const timeout: Outcome = { failure: 'timeout', retryable: true }

const outcomes: Record<number, Record<string, Outcome>> = {
  1: {
    'Retry-After of 2 s': { failure: 'rate_limited', retryable: true, wait: 2 },
    'Retry-After of 60 s': { failure: 'rate_limited', retryable: true, wait: 60 },
    'no Retry-After': { failure: 'rate_limited', retryable: true },
  },
  2: { 'free models a day': { failure: 'quota_exhausted', retryable: false, wait: 86_400 } },
  3: {
    'shared pool upstream': { failure: 'rate_limited', retryable: true },
    'code as text': { failure: 'rate_limited', retryable: true },
  },
  4: {
    'capacity exhausted': { ...overloaded, wait: 40, alternatives: unavailable.alternatives ?? [] },
    'temporarily unavailable': { ...overloaded, wait: 40, alternatives: unavailable.alternatives ?? [] },
  },
  5: { 'no credits': { failure: 'quota_exhausted', retryable: false } },
  6: { 'budget in flight': { failure: 'rate_limited', retryable: true, wait: 1 } },
  7: { 'wrong key': { failure: 'unauthorized', retryable: false } },
  8: { moderation: { failure: 'refused', retryable: false } },
  9: { guardrail: { failure: 'refused', retryable: false } },
  10: {
    context_length_exceeded: { failure: 'too_long', retryable: false },
    max_tokens_exceeded: { failure: 'too_long', retryable: false },
    string_too_long: { failure: 'too_long', retryable: false },
    'raw words of the model behind': { failure: 'too_long', retryable: false },
    'llama.cpp': { failure: 'too_long', retryable: false },
    vLLM: { failure: 'too_long', retryable: false },
  },
  11: {
    deprecated: unavailable,
    'no endpoints': unavailable,
    'privacy restricted': unavailable,
    'free variant ended': unavailable,
    'not a valid model': { failure: 'model_unavailable', retryable: false },
  },
  12: { '408': overloaded, '504': overloaded, '524': overloaded, '529': overloaded },
  13: { '502': overloaded, '503': { ...overloaded, wait: 3 } },
  14: { '500': overloaded },
  15: {
    '502': overloaded,
    '520': overloaded,
    '524': overloaded,
    '200': { failure: 'malformed', retryable: true },
  },
  16: { 'error under 200': overloaded },
  17: { 'partial answer': overloaded },
  18: { 'no choices': { failure: 'empty', retryable: true } },
  19: {
    null: { failure: 'empty', retryable: true },
    'empty text': { failure: 'empty', retryable: true },
  },
  20: {
    reasoning: { failure: 'empty', retryable: false },
    reasoning_content: { failure: 'empty', retryable: false },
    'a think block alone': { failure: 'empty', retryable: false },
    'a think block without an end': { failure: 'empty', retryable: false },
    'a think block first': good,
    'a think block that never began': good,
  },
  21: { 'cut JSON': { text: '{"matched":true,"messageIndex":"1"', end: 'length' } },
  // The port hands such texts over as they are: reading them is the router's, who has tests of its own.
  22: {
    fenced: { text: '```json\n{"agent":"audrey","confidence":0.9}\n```', end: 'stop' },
    prose: {
      text: 'Bien sûr ! Voici : {"agent":"audrey","confidence":0.9} Bonne journée.',
      end: 'stop',
    },
    'two objects': {
      text: '{"agent":"audrey","confidence":0.9}{"agent":"carole","confidence":0.1}',
      end: 'stop',
    },
    'wrong enum': { text: '{"agent":"marie","confidence":0.9}', end: 'stop' },
    'confidence as text': { text: '{"agent":"audrey","confidence":"0.9"}', end: 'stop' },
    'confidence of 90': { text: '{"agent":"audrey","confidence":90}', end: 'stop' },
  },
  23: {
    'content filter': { failure: 'refused', retryable: false },
    'content policy': { failure: 'refused', retryable: false },
    refusal: { failure: 'refused', retryable: false },
  },
  24: { comments: good, 'keepalives with data': good },
  25: { 'code as number': { failure: 'rate_limited', retryable: true, text: partial } },
  26: { 'code as text': { ...overloaded, text: partial } },
  27: {
    'error alone': { ...overloaded, text: partial },
    'object error': { ...overloaded, text: partial },
    'event error': { ...overloaded, text: partial },
  },
  28: { 'no end': { failure: 'truncated', retryable: true, text: partial } },
  29: { reset: { failure: 'truncated', retryable: true, text: partial } },
  30: { 'silent from the start': timeout, 'silent after text': { ...timeout, text: partial } },
  31: { 'keepalive every 5 s': { ...timeout, text: partial }, 'keepalive only': timeout },
  32: { 'headers after 40 s': timeout, 'first token after 30 s of comments': timeout },
  33: {
    'byte by byte': good,
    'byte order mark': good,
    'CRLF cut between CR and LF': good,
    'no space after the colon': good,
    'as plain text': good,
    'as lines of JSON': good,
    'without a content type': good,
    'data on several lines': good,
  },
  34: {
    'usage first': good,
    'usage with an empty delta': good,
    'usage that cannot be': good,
    'debug chunk first': good,
  },
  35: {
    'an event of 50 MB': { failure: 'malformed', retryable: false },
    'a million events': { failure: 'malformed', retryable: false },
    'another id between': good,
  },
  36: { 'text beside calls': good, 'calls only': { failure: 'empty', retryable: true } },
}

/** The times of failures.md at a twenty-fifth of their length: first token 15 s, idle 20 s, keepalive every 5 s. */
const pace = 0.04
const deadlines = { firstToken: 600, idle: 800, total: 2_400 }

describe('what failures.md says of completions becomes', () => {
  for (const [row, variants] of Object.entries(outcomes)) {
    for (const [variant, expected] of Object.entries(variants)) {
      it(`row ${row}, ${variant}: ${expected.failure ?? 'an answer'}`, async () => {
        fakes.openrouter.pace = pace
        fakes.openrouter.answerNext(failureAnswer(Number(row), variant))
        const slow = Number(row) >= 30 && Number(row) <= 32
        const call = await collectModel(model, slow ? { deadlines } : {})
        assert.equal(call.error?.failure, expected.failure, call.error?.message)
        assert.equal(call.error?.retryable, expected.failure && expected.retryable)
        const { retryAfter: wait } = call.error ?? {}
        // An instant of the machine's clock, to the minute.
        assert.equal(wait !== undefined && wait > 3600 ? Math.ceil(wait / 60) * 60 : wait, expected.wait)
        assert.deepEqual(call.error?.alternatives ?? [], expected.alternatives ?? [])
        assert.equal(call.text, expected.text ?? '')
        assert.equal(call.end, expected.end)
        assert.ok(call.milliseconds < (slow ? 2_400 : 5_000), `${call.milliseconds} ms`)
      })
    }
  }

  it('leaves no row and no variant out', () => {
    const acted = Object.entries(failures).filter(([row]) => Number(row) <= 36)
    assert.deepEqual(
      acted.map(([row, variants]) => [row, Object.keys(variants)]),
      Object.entries(outcomes).map(([row, variants]) => [row, Object.keys(variants)]),
    )
  })

  it('row 20: a model that ends a thought which it never began shows one once, and then no more', async () => {
    const thinker = createOpenRouter({
      apiKey: fakeKeys.openrouter,
      pool,
      baseUrl: `${fakes.url}/openrouter/api/v1`,
      attribution: { url: 'https://exemple.fr', title: 'Exemple' },
    })
    const ask = (...texts: string[]) => {
      fakes.openrouter.answerNext(textStream(texts))
      return collectModel(thinker)
    }
    assert.doesNotMatch((await ask('Il veut…', '\n</think>', 'Oui.')).text, /think>/)
    assert.equal((await ask('Il veut…', '\n</think>', 'Oui.')).text, 'Oui.')
    const { error, text } = await ask('Il veut…', '</think>')
    assert.deepEqual([error?.failure, error?.retryable, text], ['empty', false, ''])
    // One that thinks aloud no more is streamed again.
    assert.equal((await ask('Oui.', ' Bien.')).text, 'Oui. Bien.')
    assert.equal((await ask('Oui', ' !')).text, 'Oui !')
  })

  it('row 20: a model whose name says that it thinks shows not even one, and is streamed once it does not', async () => {
    const thinker = createOpenRouter({
      apiKey: fakeKeys.openrouter,
      pool,
      baseUrl: `${fakes.url}/openrouter/api/v1`,
      attribution: { url: 'https://exemple.fr', title: 'Exemple' },
    })
    const answerOf = async (model: string, ...said: string[]) => {
      fakes.openrouter.answerNext(textStream(said))
      return (await collectModel(thinker, { model })).text
    }
    /** The first text that is shown while the rest has not left. */
    const firstShown = async (model: string) => {
      const held = holdAnswer()
      const head = { id: 'gen-fake', model }
      fakes.openrouter.answerNext(held.answer)
      const events = thinker.stream({ ...someRequest, model })[Symbol.asyncIterator]()
      const first = events.next()
      await held.write(toEvent(textChunk(head, 'Oui')))
      const { value } = await first
      await held.write(goodEnd(head))
      await held.end()
      while (!(await events.next()).done);
      return value
    }
    for (const name of ['deepseek-r1:8b', 'Qwen/QwQ-32B', 'qwen3-30b-a3b-thinking-2507', 'acme-reasoner']) {
      assert.equal(await answerOf(name, 'Il veut…', '\n</think>', 'Oui.'), 'Oui.', name)
      assert.equal(await answerOf(name, 'Il veut…', '\n</think>', 'Oui.'), 'Oui.', name)
    }
    assert.equal(await answerOf('other-r1', 'Oui', ' !'), 'Oui !')
    for (const name of ['other-r1', 'acme/fake-1.0', 'command-r', 'r10', 'mistral-small'])
      assert.deepEqual(await firstShown(name), { kind: 'text', text: 'Oui' }, name)
  })

  it('row 30 ends after 15 s without a first token and 20 s without data, unless told otherwise', async context => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    let now = 0
    context.mock.method(performance, 'now', () => now)
    const pass = (milliseconds: number) => {
      now += milliseconds
      context.mock.timers.tick(milliseconds)
    }
    const { watchCall } = await import('./http/watch-call.ts')
    const stops: string[] = []
    const call = { provider: 'p', url: '', headers: {}, maxReplyBytes: 1 }
    const watch = () => watchCall(call, error => stops.push(`${error.failure}: ${error.message}`))
    watch()
    pass(5_000)
    assert.deepEqual(stops.splice(0), ['unreachable: p: no connection within 5000 ms'])
    watch().connected()
    pass(15_000)
    assert.deepEqual(stops.splice(0), ['timeout: p: no first token within 15000 ms'])
    const silent = watch()
    silent.connected()
    silent.firstToken()
    silent.data()
    pass(10_000)
    silent.data()
    pass(19_999)
    assert.deepEqual(stops, [])
    pass(1)
    assert.deepEqual(stops.splice(0), ['timeout: p: no data within 20000 ms'])
    const endless = watch()
    endless.connected()
    endless.firstToken()
    pass(60_000)
    assert.deepEqual(stops.splice(0), ['timeout: p: not done within 60000 ms'])
  })

  it('row 30: a deadline that is not given is the default, and an endless one is none', async context => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const { watchCall } = await import('./http/watch-call.ts')
    const stops: string[] = []
    const deadlines = { connect: undefined, firstToken: Number.POSITIVE_INFINITY, total: 90_000 }
    const call = { provider: 'p', url: '', headers: {}, maxReplyBytes: 1, deadlines }
    const watch = watchCall(call, error => stops.push(error.message))
    context.mock.timers.tick(4_999)
    assert.deepEqual(stops, [])
    watch.connected()
    context.mock.timers.tick(90_000)
    assert.deepEqual(stops, ['p: not done within 90000 ms'])
  })

  it('row 37: a pooled connection that proves dead costs one attempt on a new one', async () => {
    const other = createHttpPool()
    const fresh = createOpenRouter({
      apiKey: fakeKeys.openrouter,
      pool: other,
      baseUrl: `${fakes.url}/openrouter/api/v1`,
      attribution: { url: 'https://exemple.fr', title: 'Exemple' },
    })
    fakes.openrouter.answerAlways(failureAnswer(37))
    const before = fakes.openrouter.calls
    for (let turn = 0; turn < 3; turn += 1) {
      const { error, end } = await collectModel(fresh)
      assert.deepEqual([error, end], [undefined, 'stop'])
    }
    // The second found the first one's connection dead; the third had a new one.
    assert.equal(fakes.openrouter.calls - before, 4)
    fakes.openrouter.answerAlways()
    other.close()
  })

  it('row 37: a connection reset on its first use is unreachable, and not tried again by the wire', async () => {
    let calls = 0
    await using resetting = await listen(socket => {
      calls += 1
      socket.once('data', () => socket.resetAndDestroy())
    })
    const away = createOpenRouter({ apiKey: 'k', pool, baseUrl: resetting.url })
    const { error } = await collectModel(away)
    assert.deepEqual([error?.failure, error?.retryable, calls], ['unreachable', true, 1])
  })

  it('row 37: a used connection reset after some work is unreachable, and the work is not asked for twice', async () => {
    const other = createHttpPool()
    const fresh = createOpenRouter({
      apiKey: fakeKeys.openrouter,
      pool: other,
      baseUrl: `${fakes.url}/openrouter/api/v1`,
      attribution: { url: 'https://exemple.fr', title: 'Exemple' },
    })
    await collectModel(fresh)
    const before = fakes.openrouter.calls
    fakes.openrouter.answerNext(async ({ request }) => {
      await new Promise(resolve => setTimeout(resolve, 700))
      request.socket.resetAndDestroy()
    })
    const { error } = await collectModel(fresh)
    assert.deepEqual([error?.failure, error?.retryable], ['unreachable', true])
    assert.equal(fakes.openrouter.calls - before, 1)
    other.close()
  })

  it('row 37: the connect clock runs for the second attempt as well', async context => {
    context.mock.timers.enable({ apis: ['setTimeout'] })
    const { watchCall } = await import('./http/watch-call.ts')
    const stops: string[] = []
    const call = { provider: 'p', url: '', headers: {}, maxReplyBytes: 1 }
    const watch = watchCall(call, error => stops.push(error.message))
    watch.connected()
    context.mock.timers.tick(400)
    watch.connecting()
    context.mock.timers.tick(4_999)
    assert.deepEqual(stops, [])
    context.mock.timers.tick(1)
    assert.deepEqual(stops, ['p: no connection within 5000 ms'])
  })

  it('row 38: a refused connection is unreachable, at once', async () => {
    const closed = await listen(() => {})
    await closed[Symbol.asyncDispose]()
    const away = createOpenRouter({ apiKey: 'k', pool, baseUrl: closed.url })
    const { error, milliseconds } = await collectModel(away)
    assert.deepEqual([error?.failure, error?.retryable], ['unreachable', true])
    assert.match(error?.message ?? '', /ECONNREFUSED/)
    assert.ok(milliseconds < 4_000)
  })

  it('row 38: a server that accepts and never shakes hands is unreachable after the connect deadline', async () => {
    await using mute = await listen(() => {})
    const away = createOpenRouter({ apiKey: 'k', pool, baseUrl: mute.url.replace('http:', 'https:') })
    const request = { ...someRequest, deadlines: { connect: 100 } }
    const { error, milliseconds } = await collectModel(away, request)
    assert.deepEqual([error?.failure, error?.retryable], ['unreachable', true])
    assert.ok(milliseconds >= 95 && milliseconds < 4_000, `${milliseconds} ms`)
  })

  it('row 38: a certificate that nobody vouches for is never tried again, and no key is sent', async () => {
    let requests = 0
    const server = createTlsServer(createSelfSignedCertificate(), () => {
      requests += 1
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const away = createOpenRouter({ apiKey: 'k', pool, baseUrl: `https://localhost:${port}` })
    const { error } = await collectModel(away)
    assert.deepEqual([error?.failure, error?.retryable, requests], ['certificate', false, 0])
    await new Promise(resolve => server.close(resolve))
  })

  it('row 38: what is not HTTP is malformed', async () => {
    await using rubbish = await listen(socket => void socket.end('220 smtp.example ESMTP\r\n'))
    const away = createOpenRouter({ apiKey: 'k', pool, baseUrl: rubbish.url })
    assert.equal((await collectModel(away)).error?.failure, 'malformed')
  })
})

async function listen(onConnection: (socket: import('node:net').Socket) => void) {
  const sockets = new Set<import('node:net').Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
