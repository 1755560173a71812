import assert from 'node:assert/strict'
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { createFolder } from '../testing/start-product.ts'
import { createHandedConnections } from './handed-connections.ts'

describe('a connection that a worker was handed and has not taken', { timeout: 60_000 }, () => {
  const folder = createFolder()
  const sockets: Socket[] = []
  after(() => {
    for (const socket of sockets) socket.destroy()
    folder[Symbol.dispose]()
  })
  before(() => {
    // It greets whoever comes. Told to, it holds its loop until a file is there, and then may take nobody any more.
    const exec = join(folder.path, 'worker.mjs')
    writeFileSync(
      exec,
      `import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
const server = createServer(socket => socket.end('worker ' + process.env.NUMBER)).listen(0, '127.0.0.1')
process.on('message', ({ until, close }) => process.send('holds', () => {
  while (!existsSync(until)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
  if (close) server.close()
}))`,
    )
    cluster.setupPrimary({ exec, args: [] })
  })

  async function fork(t: TestContext, count: number) {
    const handed = createHandedConnections()
    const workers = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const worker = cluster.fork({ NUMBER: String(index + 1) })
        t.after(() => worker.process.kill('SIGKILL'))
        handed.follow(worker)
        const [{ port }] = await once(worker, 'listening')
        return { worker, port }
      }),
    )
    return { workers: workers.map(({ worker }) => worker), port: workers[0]?.port as number }
  }

  /** What comes on a connection until it ends, however it ends. */
  async function read(port: number): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    let text = ''
    socket.on('data', chunk => {
      text += chunk
    })
    socket.on('error', () => {})
    await once(socket, 'close')
    return text
  }

  /** Has a worker hold its loop and be handed a connection meanwhile; `close`: afterwards it stops listening. */
  async function handTo(worker: Worker, port: number, { close }: { close: boolean }) {
    const until = join(folder.path, `${worker.id}`)
    const holds = once(worker, 'message')
    worker.send({ until, close })
    await holds
    const handed = Promise.withResolvers<void>()
    const send = worker.process.send.bind(worker.process) as (...sent: unknown[]) => boolean
    worker.process.send = ((message: { act?: string }, ...rest: unknown[]) => {
      if (message.act === 'newconn') handed.resolve()
      return send(message, ...rest)
    }) as typeof worker.process.send
    // Round robin: one of so many comes to this one.
    const asked = [read(port), read(port)]
    await handed.promise
    return { asked, goOn: () => writeFileSync(until, '') }
  }

  it('is closed when that worker is killed', async t => {
    const { workers, port } = await fork(t, 2)
    const { asked } = await handTo(workers[0] as Worker, port, { close: false })
    workers[0]?.process.kill('SIGKILL')
    assert.deepEqual((await Promise.all(asked)).toSorted(), ['', 'worker 2'])
  })

  it('is taken by another when that worker has just stopped listening', async t => {
    const { workers, port } = await fork(t, 2)
    const { asked, goOn } = await handTo(workers[0] as Worker, port, { close: true })
    goOn()
    assert.deepEqual(await Promise.all(asked), ['worker 2', 'worker 2'])
  })

  it('is closed when the last has stopped listening, though the worker lives on', async t => {
    const { workers, port } = await fork(t, 1)
    const { asked, goOn } = await handTo(workers[0] as Worker, port, { close: true })
    goOn()
    assert.deepEqual(await Promise.all(asked), ['', ''])
    assert.equal(workers[0]?.process.exitCode, null)
  })
})
