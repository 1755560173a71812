import assert from 'node:assert/strict'
import cluster from 'node:cluster'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createFolder } from '../testing/start-product.ts'
import { forkWorker } from './fork-worker.ts'
import { createHandedConnections } from './handed-connections.ts'

const messageLink = pathToFileURL(join(import.meta.dirname, 'message-link.ts'))

describe('a worker that is starting', () => {
  const folder = createFolder()
  after(() => folder[Symbol.dispose]())

  /** A worker that has answered once, and does `then` after each answer. The primary's time is the test's. */
  async function fork(t: TestContext, then = '') {
    const exec = join(folder.path, `${t.name.replace(/\W+/g, '-')}.ts`)
    writeFileSync(
      exec,
      `import { createMessageLink } from '${messageLink}'
const link = createMessageLink(process as never, {
  pulse() {
    setImmediate(() => {
      link.tell('answered')
      ${then}
    })
    return true
  },
})`,
    )
    cluster.setupPrimary({ exec, args: [] })
    t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
    const silent: number[] = []
    let answered = Promise.withResolvers<void>()
    const worker = forkWorker({
      place: 3,
      handlers: {
        answered() {
          answered.resolve()
          answered = Promise.withResolvers()
        },
      },
      handed: createHandedConnections(),
      onListening: () => assert.fail('it never listens'),
      onSilent: place => silent.push(place),
    })
    t.after(() => worker.kill('SIGKILL'))
    const answers = () => answered.promise.then(() => new Promise(resolve => setImmediate(resolve)))
    await answers()
    return { worker, silent, answers }
  }

  it('is killed when its loop is stuck, after half a minute and not before', async t => {
    const { worker, silent } = await fork(t, 'for (;;);')
    t.mock.timers.tick(30_000)
    assert.deepEqual(silent, [])
    t.mock.timers.tick(5000)
    assert.deepEqual(silent, [3])
    assert.deepEqual(await worker.ended, { code: null, signal: 'SIGKILL', listened: false })
  })

  it('is killed when it answers and does not listen for five minutes', async t => {
    const { worker, silent, answers } = await fork(t)
    for (let milliseconds = 0; milliseconds < 295_000; milliseconds += 5000) {
      const next = answers()
      t.mock.timers.tick(5000)
      await next
    }
    assert.deepEqual(silent, [])
    t.mock.timers.tick(5000)
    assert.deepEqual(silent, [3])
    assert.equal((await worker.ended).signal, 'SIGKILL')
  })
})
