import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { textChunk, toEvent } from './testing/fake-providers/completion-events.ts'
import { holdAnswer } from './testing/fake-providers/hold-answer.ts'
import { startFakeProviders } from './testing/fake-providers/start-fake-providers.ts'
import { createFolder, startProduct } from './testing/start-product.ts'

it('ends with the last stream, though a proxy keeps its connection for another request', async t => {
  using folder = createFolder()
  const fakes = await startFakeProviders()
  await using product = await startProduct(folder.path, fakes.environment)
  const held = holdAnswer()
  fakes.openrouter.answerNext(held.answer)
  const proxy = new Agent({ keepAlive: true })
  t.after(() => {
    proxy.destroy()
    return fakes.close()
  })
  const sent = request(`${product.url}/api/chat`, {
    method: 'POST',
    agent: proxy,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  })
  sent.end(JSON.stringify({ user_id: 'u', conversation_id: 'c', message: 'Combien de mails ?' }))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const stream = text(response)
  await held.opened
  const stopped = product.stop('SIGTERM')
  while (!product.log.some(({ msg }) => msg === 'shutting down')) await new Promise(setImmediate)
  // Past the grace, so that idle connections have been closed when this one becomes idle.
  while (await accepts(product.url)) await new Promise(setImmediate)
  const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
  await held.write(toEvent(textChunk(head, 'Cinq.')) + toEvent(textChunk(head, '', 'stop')))
  await held.write(toEvent('[DONE]'))
  await held.end()
  assert.match(await stream, /event: done/)
  const ended = performance.now()
  assert.equal(await stopped, 0)
  assert.ok(performance.now() - ended < 5000, `${performance.now() - ended} ms after the last turn`)
  assert.ok(!product.log.some(({ msg }) => String(msg).startsWith('turns were still running')))
})

/** Whether turns are still taken. */
async function accepts(url: string): Promise<boolean> {
  const response = await fetch(`${url}/ready`, { headers: { connection: 'close' } }).catch(() => undefined)
  return response !== undefined
}
