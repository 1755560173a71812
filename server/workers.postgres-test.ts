// WORKERS=3 on a real Postgres: one port, one limit, one line; a worker that dies, one that is stuck, a shutdown.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, postChat, readMessages } from './testing/chat-client.ts'
import type { PostgresTestDatabase } from './testing/create-postgres-database.ts'
import { textChunk, toEvent } from './testing/fake-providers/completion-events.ts'
import { type HeldAnswer, holdAnswer } from './testing/fake-providers/hold-answer.ts'
import { type FakeProviders, startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { observeTurn } from './testing/observe-turn.ts'
import { openSampleDatabase } from './testing/open-sample-database.ts'
import { createFolder, type RunningProduct, runToEnd, startProduct } from './testing/start-product.ts'

const count = 3
const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
const word = (text: string) => toEvent(textChunk(head, text))
const lastWords = word('.') + toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]')
const question = 'Combien de mails dans une séquence de bienvenue ?'

describe(`${count} workers on one port`, { timeout: 240_000 }, () => {
  const folder = createFolder()
  let store: PostgresTestDatabase
  let fakes: FakeProviders
  let product: RunningProduct
  let turns = 0
  before(async () => {
    ;[store, fakes] = await Promise.all([openSampleDatabase(), startFakeProviders()])
    product = await start()
  })
  after(async () => {
    await product?.stop()
    await fakes?.close()
    await store?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  const start = () =>
    startProduct(folder.path, { ...fakes.environment, DATABASE_URL: store.url, WORKERS: String(count) })
  const toTurn = () => {
    const number = ++turns
    const conversation_id = `conv-${number}`
    return { user_id: `u-${number}`, conversation_id, message_id: `m-${number}`, message: question }
  }
  const workersOf = (of = product) => childrenOf(of.process.pid as number)
  const linesOf = (message: string) => product.log.filter(({ msg }) => msg === message)
  const readMetric = async (name: string) => {
    const text = await (await fetch(`${product.url}/metrics`)).text()
    const values = text.split('\n').filter(line => line.startsWith(name) && !line.startsWith('#'))
    return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  /** A streamed turn that waits for `held` after its first words. */
  async function openStream(of = product) {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const turn = toTurn()
    const observed = observeTurn(of.url, turn, { stream: true })
    await held.opened
    await held.write(word('Cinq emails') + word(' suffisent'))
    await observed.reads('delta')
    return { turn, held, observed }
  }
  /** One after the other: who is held is who asked last. */
  async function openStreams(number: number, of = product) {
    const streams: Awaited<ReturnType<typeof openStream>>[] = []
    while (streams.length < number) streams.push(await openStream(of))
    return streams
  }
  const finish = async (held: HeldAnswer) => {
    await held.write(lastWords)
    await held.end()
  }

  it('are said in one line, share the connections evenly, and are each as ready as the other', async () => {
    assert.deepEqual(
      linesOf('listening').map(({ workers }) => workers),
      [count],
    )
    assert.equal(workersOf().length, count)
    const before = linesOf('request').length
    for (let asked = 0; asked < 4 * count; asked++) assert.equal(await getStatus(`${product.url}/ready`), 200)
    await until(() => linesOf('request').length >= before + 4 * count)
    const shares = linesOf('request')
      .slice(before)
      .map(({ worker }) => worker)
    for (let worker = 1; worker <= count; worker++)
      assert.equal(shares.filter(each => each === worker).length, 4, `worker ${worker} of ${shares}`)
  })

  it('give one address 8 streams in all, and count what they did together', async () => {
    const before = await readMetric('chat_turns_total')
    const streams = await openStreams(8)
    assert.equal(await readMetric('chat_open_streams'), 8)
    const refused = await observeTurn(product.url, toTurn(), { stream: true }).ended
    assert.equal(refused.status, 429)
    await Promise.all(streams.map(({ held }) => finish(held)))
    for (const { observed } of streams)
      assert.equal((await observed.ended).reply?.message, 'Cinq emails suffisent.')
    await until(async () => (await readMetric('chat_open_streams')) === 0)
    assert.equal(await readMetric('chat_turns_total'), before + 8)
    const again = await openStream()
    await finish(again.held)
    assert.ok((await again.observed.ended).reply)
  })

  it('lose no turn when one is killed: it is replaced, and the same message gets its answer', async () => {
    const counted = await readMetric('chat_turns_total')
    const streams = await openStreams(count)
    const [victim] = workersOf()
    process.kill(victim as number, 'SIGKILL')
    const cut = await Promise.race(
      streams.map(async ({ turn, held, observed }) => ({ turn, held, seen: await observed.ended })),
    )
    assert.equal(cut.seen.reply, undefined)
    // The two others notice nothing.
    for (const { turn, held, observed } of streams) {
      if (turn === cut.turn) continue
      await finish(held)
      assert.equal((await observed.ended).reply?.message, 'Cinq emails suffisent.')
    }
    const reply = await ask(product.url, cut.turn)
    assert.equal(reply.message_id, cut.turn.message_id)
    const messages = await readMessages(product.url, cut.turn.conversation_id, cut.turn.user_id)
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant'],
    )
    await until(() => linesOf('a worker has taken the place of another').length === 1)
    assert.equal(workersOf().length, count)
    assert.ok((await readMetric('chat_turns_total')) >= counted + count)
  })

  it('leave nobody waiting whose connection a stuck worker had been given when it is killed', async () => {
    const [victim] = workersOf()
    process.kill(victim as number, 'SIGSTOP')
    // Round robin: one of these is given to the stuck one, which will never take it.
    const asked = Array.from({ length: count + 1 }, () => getStatus(`${product.url}/ready`))
    const done = new Set<number>()
    asked.forEach((status, index) => void status.then(() => done.add(index)))
    await until(() => done.size === count)
    process.kill(victim as number, 'SIGKILL')
    const statuses = await Promise.all(asked)
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [0, 200, 200, 200],
    )
    await until(() => linesOf('a worker has taken the place of another').length === 2)
  })

  it('drain on SIGTERM: streams end, new turns are taken meanwhile, the exit is 0', async () => {
    await using own = await start()
    const streams = await openStreams(4, own)
    const workers = workersOf(own)
    const stopped = own.stop('SIGTERM')
    await until(async () => (await getStatus(`${own.url}/ready`)) === 503)
    assert.ok((await ask(own.url, toTurn())).message)
    // A model that is silent for 20 s is given up: on a slow machine all this takes as long.
    await Promise.all(streams.map(({ held }) => held.write(word(' bien'))))
    // Nobody listens any more, and the streams are still open.
    await until(async () => (await getStatus(`${own.url}/ready`)) === 0)
    await Promise.all(streams.map(({ held }) => finish(held)))
    for (const { observed } of streams)
      assert.equal((await observed.ended).reply?.message, 'Cinq emails suffisent bien.')
    assert.equal(await stopped, 0)
    assert.deepEqual(workers.filter(isAlive), [])
  })

  it('end with their primary', async () => {
    await using own = await start()
    const workers = workersOf(own)
    assert.equal(workers.filter(isAlive).length, count)
    await own.stop('SIGKILL')
    await until(() => workers.every(worker => !isAlive(worker)))
  })

  it('accept exactly 10 of 100 messages sent at once to one conversation', async () => {
    const { user_id, conversation_id } = toTurn()
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const body = { user_id, conversation_id, message_id: `x${index}`, message: `${question} ${index}` }
        const response = await postChat(product.url, body)
        await response.text()
        return response.status
      }),
    )
    assert.deepEqual(
      [200, 429].map(status => statuses.filter(each => each === status).length),
      [10, 90],
    )
  })

  it('say once why they cannot start', async () => {
    const { port } = new URL(product.url)
    const env = { DATABASE_URL: store.url, WORKERS: '2', API_PORT: port }
    const { code, stderr } = await runToEnd(folder.path, env)
    assert.equal(code, 1)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
    assert.match(stderr, new RegExp(`port ${port} est déjà pris`))
  })
})

/** Status of a GET on a connection of its own; 0 when none came. */
function getStatus(url: string): Promise<number> {
  return new Promise(resolve => {
    const sent = request(url, { agent: false }, response => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', () => resolve(0))
    sent.end()
  })
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

/** Looks again and again until it is so, for 20 s. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < 20_000; await delay(20)) {
    if (await isSo()) return
  }
  throw new Error(`never: ${isSo}`)
}
