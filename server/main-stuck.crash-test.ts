// A lone process whose event loop is stuck ends within 10 s, so that compose or systemd starts another. Takes 20 s.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { ask } from './testing/chat-client.ts'
import { createFolder, startProduct } from './testing/start-product.ts'

/** Makes SIGUSR2 the bug that never comes back. */
const bug = `import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('SIGUSR2', function neverComesBack() { for (;;); })`
const turn = { user_id: 'u', conversation_id: 'c', message_id: 'm', message: 'Comment faire un réel ?' }

/** Milliseconds that a process's main thread has waited for a processor (proc(5), schedstat); null once it has gone. */
function readWaited(pid: number | undefined): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return null
  }
}

it('ends by itself within 10 s when its event loop is stuck, says where, and starts again with all it had', async t => {
  using folder = createFolder()
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(bug)}`
  await using product = await startProduct(folder.path, { NODE_OPTIONS })
  const reply = await ask(product.url, turn)
  const before = readWaited(product.process.pid)
  let waited = before
  const began = performance.now()
  product.process.kill('SIGUSR2')
  const exit = once(product.process, 'exit')
  const reading = setInterval(() => {
    waited = readWaited(product.process.pid) ?? waited
  }, 50)
  const [code, signal] = await exit
  clearInterval(reading)
  const milliseconds = performance.now() - began
  // On a machine with more to do than it can, the loop is not stuck for as long as it has no processor.
  const without = (waited ?? 0) - (before ?? 0)
  assert.deepEqual([code, signal], [null, 'SIGKILL'])
  const said = `ended after ${Math.round(milliseconds)} ms, ${Math.round(without)} of them without a processor`
  t.diagnostic(said)
  assert.ok(milliseconds - without <= 10_000, said)
  const line = product.log.find(({ msg }) => String(msg).startsWith('the event loop is stuck'))
  assert.equal(line?.level, 'ERROR')
  assert.match(String(line?.at), /neverComesBack/)
  await using again = await startProduct(folder.path)
  assert.equal((await ask(again.url, turn)).message, reply.message)
})
