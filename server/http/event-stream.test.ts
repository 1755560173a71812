import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { it } from 'node:test'
import { openEventStream } from './event-stream.ts'

/** A response whose reader's pace the test decides; only what a stream uses of it. */
function createResponse() {
  const writes: string[] = []
  const state = { writableLength: 0, destroyed: false, writableEnded: false, onClose: () => {} }
  const response = Object.assign(state, {
    writeHead: () => {},
    cork: () => {},
    once: (_name: string, listener: () => void) => {
      state.onClose = listener
    },
    write: (text: string) => writes.push(text),
    end: () => {
      state.writableEnded = true
    },
    destroy: () => {
      state.destroyed = true
    },
  })
  return { state, writes, response: response as unknown as ServerResponse }
}

const delta = (text: string) => ({ type: 'delta', text }) as const

it('writes events that come together in one write, and later ones apart', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { response, writes } = createResponse()
  const stream = openEventStream(response, {})
  for (const text of ['a', 'b', 'c']) stream.send(delta(text))
  assert.equal(writes.length, 0)
  await new Promise(setImmediate)
  stream.send(delta('d'))
  stream.end()
  assert.deepEqual(writes, [
    'id: 1\nevent: delta\ndata: {"text":"abc"}\n\n',
    'id: 2\nevent: delta\ndata: {"text":"d"}\n\n',
  ])
})

it('says something every 15 s to keep proxies open, until the connection is closed', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { response, writes, state } = createResponse()
  openEventStream(response, {})
  t.mock.timers.tick(15_000)
  t.mock.timers.tick(15_000)
  assert.deepEqual(writes, [': \n\n', ': \n\n'])
  state.onClose()
  t.mock.timers.tick(60_000)
  assert.equal(writes.length, 2)
})

it('keeps no timer for somebody who left before it began', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const closed = Promise.withResolvers<void>()
  let kept = -1
  const server = createServer((_request, response) => {
    response.once('close', () => {
      const before = timers()
      const stream = openEventStream(response, {})
      stream.send(delta('a'))
      stream.end()
      kept = timers() - before
      closed.resolve()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const leaving = new AbortController()
  const { port } = server.address() as AddressInfo
  const reply = fetch(`http://127.0.0.1:${port}`, { signal: leaving.signal })
  await once(server, 'request')
  leaving.abort()
  await assert.rejects(reply)
  await closed.promise
  server.close()
  assert.equal(kept, 0)
})

it('disconnects a reader who takes nothing for a whole period, also after the end', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { response, state } = createResponse()
  const stream = openEventStream(response, {})
  stream.end()
  state.writableLength = 500
  t.mock.timers.tick(15_000)
  assert.equal(state.destroyed, false)
  t.mock.timers.tick(15_000)
  assert.equal(state.destroyed, true)
})

it('keeps a slow reader who still reads', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { response, state } = createResponse()
  openEventStream(response, {})
  for (const behind of [900, 600, 300, 0, 500]) {
    state.writableLength = behind
    t.mock.timers.tick(15_000)
  }
  assert.equal(state.destroyed, false)
})

it('disconnects a reader who is more than 32 kB behind, and forgets the rest', t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { response, state, writes } = createResponse()
  const stream = openEventStream(response, {})
  state.writableLength = 33_000
  stream.send(delta('x'))
  stream.end()
  assert.equal(state.destroyed, true)
  assert.deepEqual(writes, [])
})

it('sends the last events before the end, also on a real connection that has been quiet', async () => {
  const server = createServer((_request, response) => {
    const stream = openEventStream(response, {})
    stream.send(delta('a'))
    setImmediate(() => {
      setImmediate(() => {
        stream.send(delta('b'))
        stream.end()
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const text = await (await fetch(`http://127.0.0.1:${port}`)).text()
  server.close()
  assert.match(text, /"a".*"b"/s)
})
