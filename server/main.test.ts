import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ask, postChat, readMessages } from './testing/chat-client.ts'
import { createFolder, runToEnd, spawnProduct, startProduct } from './testing/start-product.ts'

// A first start fills an empty folder; the tests that need no first start begin with a copy of what it left.
const used = createFolder()
let usedDocuments: unknown
before(async () => {
  await using product = await startProduct(used.path)
  usedDocuments = product.log.find(entry => entry.msg === 'listening')?.documents
  await product.stop('SIGINT')
})
after(() => used[Symbol.dispose]())

describe('the product, started as an operator starts it', () => {
  it('answers a first question from the sample knowledge, stores it, and finds it again after a restart', async () => {
    using folder = createFolder()
    const turn = {
      user_id: 'user-1',
      conversation_id: 'conv-1',
      message: 'Combien de mails dans une séquence de bienvenue ?',
    }
    await using first = await startProduct(folder.path)
    const reply = await ask(first.url, turn)
    assert.equal(reply.agent, 'audrey')
    assert.ok(reply.confidence >= 0.7 && reply.confidence <= 1)
    assert.ok(reply.sources.length >= 1 && reply.sources.length <= 3)
    for (const { quote } of reply.sources) assert.ok(quote.length > 0)
    assert.equal(await first.stop('SIGINT'), 0)

    await using second = await startProduct(folder.path)
    const messages = await readMessages(second.url, 'conv-1', 'user-1')
    assert.deepEqual(
      messages.map(({ role, content }) => ({ role, content })),
      [
        { role: 'user', content: turn.message },
        { role: 'assistant', content: reply.message },
      ],
    )
  })

  it('says what is configured in one log line that names the address', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    const line = product.log.find(entry => entry.msg === 'listening')
    assert.equal(line?.level, 'INFO')
    for (const field of ['address', 'database', 'documents', 'answers', 'embeddings', 'reranking']) {
      assert.equal(typeof line?.[field], 'string', field)
    }
  })

  it('logs the steps of a turn in milliseconds, and no text of anybody', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    const message = 'Comment écrire une légende zzcanari ?'
    await ask(product.url, { user_id: 'user-canari', conversation_id: 'conv-canari', message })
    await product.stop()
    const turn = product.log.find(entry => entry.msg === 'turn')
    assert.deepEqual(Object.keys(turn?.steps as object), [
      'admit',
      'search',
      'route',
      'first_words',
      'answer',
      'finish',
    ])
    assert.equal(typeof turn?.request_id, 'string')
    assert.ok(!JSON.stringify(product.log).includes('canari'))
  })

  it('turns /ready to 503 within a second of SIGTERM, answers what still comes in, and exits with 0', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    assert.equal((await fetch(`${product.url}/ready`)).status, 200)
    const signalled = performance.now()
    const stopped = product.stop('SIGTERM')
    while ((await fetch(`${product.url}/ready`)).status !== 503) await new Promise(setImmediate)
    assert.ok(performance.now() - signalled < 1000)
    const late = { user_id: 'u', conversation_id: 'late', message: 'Combien dure un réel ?' }
    assert.equal((await ask(product.url, late)).agent, 'carole')
    assert.equal(await stopped, 0)
    assert.ok(performance.now() - signalled < 35_000)
  })

  it('loads the rest of the sample knowledge when the first start was cut', async () => {
    using folder = createFolder()
    const first = spawnProduct(folder.path)
    first.stdout?.resume()
    first.stderr?.resume()
    while (!existsSync(join(folder.path, 'samples.loading'))) await delay(20)
    first.kill('SIGKILL')
    await once(first, 'exit')
    await using product = await startProduct(folder.path)
    const listening = product.log.find(entry => entry.msg === 'listening')
    assert.equal(listening?.documents, usedDocuments)
    assert.ok(!existsSync(join(folder.path, 'samples.loading')))
  })

  it('ends with 0 when it is stopped while it starts', async () => {
    using folder = createFolder()
    const starting = spawnProduct(folder.path)
    starting.stdout?.resume()
    starting.stderr?.resume()
    while (!existsSync(join(folder.path, 'samples.loading'))) await delay(20)
    starting.kill('SIGINT')
    await once(starting, 'exit')
    assert.equal(starting.exitCode, 0)
  })

  it('keeps 200 concurrent turns on 50 conversations apart: no error, every row accounted for', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    const turns = Array.from({ length: 200 }, (_, index) => ({
      user_id: `user-${index % 50}`,
      conversation_id: `conv-${index % 50}`,
      message_id: `message-${index}`,
      message: `Comment planifier mes publications, question ${index} ?`,
    }))
    const replies = await Promise.all(turns.map(turn => ask(product.url, turn)))
    for (let conversation = 0; conversation < 50; conversation++) {
      const messages = await readMessages(product.url, `conv-${conversation}`, `user-${conversation}`)
      const mine = turns.filter(turn => turn.conversation_id === `conv-${conversation}`)
      assert.deepEqual(
        messages
          .filter(({ role }) => role === 'user')
          .map(row => row.content)
          .sort(),
        mine.map(turn => turn.message).sort(),
      )
      for (const turn of mine) {
        const answers = messages.filter(row => row.role === 'assistant' && row.message_id === turn.message_id)
        assert.deepEqual(
          answers.map(row => row.content),
          replies.filter(reply => reply.message_id === turn.message_id).map(reply => reply.message),
        )
      }
    }
  })

  it('never lets an eleventh message of a minute in, however many come at once', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        postChat(product.url, { user_id: 'u', conversation_id: 'busy', message: `Question ${index}` }),
      ),
    )
    const statuses = responses.map(response => response.status)
    assert.equal(statuses.filter(status => status === 200).length, 10)
    assert.equal(statuses.filter(status => status === 429).length, 40)
    const stored = await readMessages(product.url, 'busy', 'u')
    assert.equal(stored.filter(({ role }) => role === 'user').length, 10)
  })
})

describe('a start that cannot be', () => {
  it('names the busy port in one line', async () => {
    using folder = createFolder(used.path)
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await runToEnd(folder.path, { API_PORT: String(port) })
    other.close()
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`port ${port}`))
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  it('names the folder that a running process holds, in one line', async () => {
    using folder = createFolder(used.path)
    await using product = await startProduct(folder.path)
    const { code, stderr } = await runToEnd(folder.path)
    assert.equal(code, 1)
    assert.ok(stderr.includes(folder.path) && stderr.includes(String(product.process.pid)), stderr)
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  it('names a DATA_DIR that cannot be a folder, in one line', async () => {
    using folder = createFolder()
    const file = join(folder.path, 'file')
    writeFileSync(file, '')
    const { code, stderr } = await runToEnd(folder.path, { DATA_DIR: join(file, 'data') })
    assert.equal(code, 1)
    assert.ok(stderr.includes('DATA_DIR') && stderr.includes(file), stderr)
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  it('names a DATA_DIR that cannot be written, in one line', async () => {
    using folder = createFolder()
    // Nobody, not even root, makes a folder there.
    const { code, stderr } = await runToEnd(folder.path, { DATA_DIR: '/sys/chatbot-v2' })
    assert.equal(code, 1)
    assert.ok(stderr.includes('DATA_DIR') && stderr.includes('/sys/chatbot-v2'), stderr)
    assert.equal(stderr.trim().split('\n').length, 1)
  })

  it('lists every wrong variable, and opens nothing', async () => {
    using folder = createFolder()
    const { code, stderr } = await runToEnd(folder.path, { LOG_LEVEL: 'loud', WORKERS: 'x' })
    assert.equal(code, 1)
    assert.match(stderr, /LOG_LEVEL .*\n\s+WORKERS /)
  })
})
