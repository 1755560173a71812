import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Health } from '../contract/health.ts'
import { ask, postChat, readMessages } from './testing/chat-client.ts'
import { textChunk, toEvent } from './testing/fake-providers/completion-events.ts'
import { failureAnswer } from './testing/fake-providers/failures.ts'
import { holdAnswer } from './testing/fake-providers/hold-answer.ts'
import { fakeKeys, startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { observeTurn } from './testing/observe-turn.ts'
import { decodeEvents } from './testing/read-events.ts'
import { createFolder, type RunningProduct, startProduct } from './testing/start-product.ts'

const question = 'Combien de mails dans une séquence de bienvenue ?'
const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
const word = (text: string) => toEvent(textChunk(head, text))
const end = toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]')

const used = createFolder()
const fakes = await startFakeProviders()
let conversations = 0
const toTurn = (message = question) => {
  const number = ++conversations
  return { user_id: `user-${number}`, conversation_id: `conv-${number}`, message_id: `m-${number}`, message }
}
const warningsOf = (product: RunningProduct) => product.log.filter(({ level }) => level === 'WARNING')
const errorsOf = (product: RunningProduct) => product.log.filter(({ level }) => level === 'ERROR')
const healthOf = async (product: RunningProduct) =>
  (await (await fetch(`${product.url}/health`)).json()) as Health
/** Asks until it is so, for 10 s. */
async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 10_000; await delay(50))
    if (await isSo()) return
  throw new Error(`never: ${what}`)
}

before(async () => {
  await using product = await startProduct(used.path)
  await product.stop('SIGINT')
})
after(async () => {
  await fakes.close()
  used[Symbol.dispose]()
})
afterEach(() => {
  for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere]) endpoint.answerAlways()
  fakes.openrouter.latency = { first: 0, token: 0 }
})

describe('the product with the keys of the guide', () => {
  let product: RunningProduct
  const folder = createFolder()
  before(async () => {
    product = await startProduct(folder.path, fakes.environment)
  })
  after(async () => {
    await product.stop()
    folder[Symbol.dispose]()
  })

  it('says which models answer, and that all providers do', async () => {
    const line = product.log.find(entry => entry.msg === 'listening')
    assert.match(
      String(line?.answers),
      /claude-3\.5-sonnet ; en secours : openai\/gpt-4o-mini, puis citations/,
    )
    const { status, services } = await healthOf(product)
    assert.equal(status, 'healthy')
    assert.deepEqual([services.openrouter, services.openai, services.cohere], [true, true, true])
  })

  it('streams a model’s answer, whose sources are what it cites, word for word', async () => {
    const turn = toTurn()
    fakes.openrouter.latency = { first: 0, token: 5 }
    const response = await postChat(product.url, turn, { headers: { accept: 'text/event-stream' } })
    const events = decodeEvents(await response.text())
    const { reply } = await observeTurn(product.url, turn, { stream: true }).ended
    assert.ok(events.filter(({ event }) => event === 'delta').length > 1) // those that arrive together leave together
    const done = JSON.parse(events.at(-1)?.data ?? '{}')
    assert.deepEqual(reply, done)
    const cited = new Set([...done.message.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)))
    assert.ok(cited.size > 0)
    assert.deepEqual(
      [...cited].sort(),
      done.sources.map((_: unknown, index: number) => index + 1),
    )
    const prompt = JSON.stringify(fakes.openrouter.received.at(-1)?.body)
    for (const { quote } of done.sources) {
      for (const piece of quote.split('\n'))
        assert.ok(prompt.includes(JSON.stringify(piece).slice(1, -1)), piece)
    }
    assert.deepEqual(errorsOf(product), [])
  })

  it('shows the first words while the model still writes', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const turn = toTurn()
    const observed = observeTurn(product.url, turn, { stream: true })
    await held.opened
    await held.write(word('Cinq emails suffisent') + word(' pour commencer'))
    await observed.reads('delta')
    await held.write(word('.') + end)
    await held.end()
    const { reply } = await observed.ended
    assert.equal(reply?.message, 'Cinq emails suffisent pour commencer.')
  })

  it('finishes for a visitor who left, and shows it to her when she is back', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const turn = toTurn()
    const leave = new AbortController()
    const response = await postChat(product.url, turn, {
      headers: { accept: 'text/event-stream' },
      signal: leave.signal,
    })
    await held.opened
    await held.write(word('Cinq emails.') + word(' Puis'))
    const reader = response.body?.getReader()
    for (let text = ''; !text.includes('event: delta'); )
      text += new TextDecoder().decode((await reader?.read())?.value)
    leave.abort()
    await held.write(word(' un bilan.') + end)
    await held.end()
    const answers = async () => (await readMessages(product.url, turn.conversation_id, turn.user_id)).slice(1)
    await until('the answer is stored', async () => (await answers()).length === 1)
    const [answer] = await answers()
    assert.deepEqual([answer?.content, answer?.status], ['Cinq emails. Puis un bilan.', 'complete'])
  })

  it('keeps what was said when the answer breaks off, says so, and stores it as partial', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const turn = toTurn()
    const observed = observeTurn(product.url, turn, { stream: true })
    await held.opened
    await held.write(word('Cinq emails suffisent.') + word(' Ensuite'))
    await observed.reads('delta')
    await held.reset()
    const { reply, status } = await observed.ended
    assert.equal(status, 200)
    assert.match(reply?.message ?? '', /^Cinq emails suffisent\.\s[\s\S]*Ma réponse a été interrompue ici/)
    const stored = await readMessages(product.url, turn.conversation_id, turn.user_id)
    assert.deepEqual(
      stored.map(({ status }) => status),
      ['complete', 'partial'],
    )
    assert.equal(stored[1]?.content, reply?.message)
    assert.equal(warningsOf(product).at(-1)?.next, 'interrupted')
  })

  it('answers with the second model when the first one fails, and warns', async () => {
    fakes.openrouter.answerNext(failureAnswer(11))
    const reply = await ask(product.url, toTurn())
    assert.match(reply.message, /\[1\]/)
    const { model, reason, next } = warningsOf(product).at(-1) ?? {}
    assert.deepEqual(
      { model, reason, next },
      {
        model: 'anthropic/claude-3.5-sonnet',
        reason: 'model_unavailable',
        next: 'openai/gpt-4o-mini',
      },
    )
    const metrics = await (await fetch(`${product.url}/metrics`)).text()
    assert.match(
      metrics,
      /chat_model_troubles_total\{step="answer",provider="openrouter",model="anthropic[^}]*reason="model_unavailable"\} 1/,
    )
  })

  it('never logs or answers a key', async () => {
    const seen = [
      JSON.stringify(product.log),
      await (await fetch(`${product.url}/metrics`)).text(),
      await (await fetch(`${product.url}/health`)).text(),
    ].join('\n')
    for (const key of Object.values(fakeKeys)) assert.ok(!seen.includes(key))
  })
})

describe('the product on the day its providers are down', () => {
  it('quotes the documents within 15 s when all of them are silent, and never with a 5xx', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path, fakes.environment)
    for (const endpoint of [fakes.openrouter, fakes.openai, fakes.cohere])
      endpoint.answerAlways(exchange => holdAnswer({ head: false }).answer(exchange))
    const turns = Array.from({ length: 8 }, () => toTurn())
    const seen = await Promise.all(turns.map(turn => observeTurn(product.url, turn, { stream: true }).ended))
    for (const { status, reply, milliseconds } of seen) {
      assert.equal(status, 200)
      assert.ok((reply?.sources.length ?? 0) > 0, 'an answer from the documents')
      assert.ok(milliseconds < 15_000, `${milliseconds} ms`)
    }
    assert.ok(warningsOf(product).some(({ next }) => next === 'extractive'))
    // The breakers have learned it: nobody waits any more.
    const late = await observeTurn(product.url, toTurn(), { stream: true }).ended
    assert.ok((late.reply?.sources.length ?? 0) > 0)
    assert.ok(late.milliseconds < 4000, `${late.milliseconds} ms`)
    const response = await fetch(`${product.url}/health`)
    const { status, services } = (await response.json()) as Health
    assert.equal(response.status, 200)
    assert.deepEqual([status, services.openrouter], ['degraded', false])
    assert.deepEqual(errorsOf(product), [])
  })

  it('quotes the documents, and says in a warning and in health that a key is refused', async () => {
    using folder = createFolder(used.path)
    const wrong = {
      OPENROUTER_API_KEY: 'sk-or-v1-canari-0001',
      OPENAI_API_KEY: 'sk-canari-0002',
      COHERE_API_KEY: 'canari-0003',
    }
    await using product = await startProduct(folder.path, { ...fakes.environment, ...wrong })
    const reply = await ask(product.url, toTurn())
    assert.ok(reply.sources.length > 0)
    const listening = product.log.find(({ msg }) => msg === 'listening')
    const { problems } = listening as { problems: Record<string, string> }
    for (const [row, key] of [
      ['answers', 'OPENROUTER_API_KEY'],
      ['embeddings', 'OPENAI_API_KEY'],
      ['reranking', 'COHERE_API_KEY'],
    ] as const) {
      const line = problems[row] ?? ''
      assert.match(line, new RegExp(`^${key} est refusée \\(127\\.0\\.0\\.1:\\d+, 401\\)`))
      assert.ok(
        warningsOf(product).some(({ msg }) => msg === line),
        line,
      )
    }
    const { status, services } = await healthOf(product)
    assert.equal(status, 'degraded')
    assert.deepEqual(
      [services.database, services.openrouter, services.openai, services.cohere],
      [true, false, false, false],
    )
    const refused = warningsOf(product).filter(({ reason }) => reason === 'unauthorized')
    assert.deepEqual(refused.flatMap(({ vendor }) => (vendor ? [vendor] : [])).sort(), [
      'cohere',
      'openai',
      'openrouter',
    ])
    assert.deepEqual(
      refused
        .flatMap(({ step }) => (step ? [step] : []))
        .sort()
        .slice(0, 1),
      ['answer'],
    )
    await product.stop()
    assert.ok(!JSON.stringify(product.log).includes('canari'))
    assert.ok(!JSON.stringify(reply).includes('canari'))
  })

  it('says that nobody can be reached, and starts all the same when nobody answers at all', async () => {
    using folder = createFolder(used.path)
    const silent = createServer(() => {})
    await once(silent.listen(0, '127.0.0.1'), 'listening')
    const { port } = silent.address() as AddressInfo
    const away = { ...fakes.environment, OPENROUTER_BASE_URL: 'http://127.0.0.1:1/api/v1' }
    const env = { ...away, COHERE_BASE_URL: `http://127.0.0.1:${port}` }
    const began = performance.now()
    await using product = await startProduct(folder.path, env)
    const seconds = (performance.now() - began) / 1000
    const listening = product.log.find(({ msg }) => msg === 'listening')
    const { problems } = listening as { problems: Record<string, string> }
    assert.match(
      problems.answers ?? '',
      /^OPENROUTER_API_KEY n’a pas pu être vérifiée : 127\.0\.0\.1:1 est inj/,
    )
    // The silent one is not waited for: its check ends after 10 s.
    assert.ok(problems.reranking === undefined || seconds > 10, `${seconds} s`)
    silent.closeAllConnections()
    silent.close()
  })

  it('answers again with the model as soon as it is back', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path, fakes.environment)
    fakes.openrouter.answerAlways(failureAnswer(13))
    await ask(product.url, toTurn())
    const models = () => product.log.filter(({ msg }) => msg === 'turn').map(turn => turn.answered_by)
    assert.deepEqual(models(), ['extractive'])
    fakes.openrouter.answerAlways()
    await ask(product.url, toTurn())
    assert.deepEqual(models(), ['extractive', 'model'])
  })
})
