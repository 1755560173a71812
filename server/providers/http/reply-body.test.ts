import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { after, it } from 'node:test'
import { ProviderError } from '../../ports/provider-error.ts'
import { createHttpPool } from './http-pool.ts'

/** Longer than any test: what is told before was not waited for. */
const forever = 600_000

const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
const pool = createHttpPool()
after(() => {
  pool.close()
  server.close()
})

/** A reply whose body the test writes. */
async function openReply() {
  const coming = once(server, 'request') as Promise<[unknown, ServerResponse]>
  const { port } = server.address() as { port: number }
  const sent = pool.send({
    provider: 'test',
    url: `http://127.0.0.1:${port}/`,
    headers: {},
    body: '{}',
    maxReplyBytes: 1000,
  })
  const [, response] = await coming
  response.flushHeaders()
  const reply = await sent
  const read = async (gather?: number) => (await reply.read(gather))?.toString()
  return { response, read, close: () => reply.close() }
}

it('hands over together what comes within the time it may gather, and the end at once', async () => {
  const { response, read } = await openReply()
  const first = read()
  response.write('a')
  assert.equal(await first, 'a')
  const rest = read(forever)
  for (const text of ['b', 'c', 'd']) await new Promise(resolve => response.write(text, resolve))
  response.end()
  assert.equal(await rest, 'bcd')
  assert.equal(await read(forever), undefined)
})

it('hands over what has come when the time is over, though more may come', async () => {
  const { response, read, close } = await openReply()
  for (const text of ['a', 'b']) {
    const next = read(30)
    response.write(text)
    assert.equal(await next, text)
  }
  close()
})

it('tells of a connection that breaks at once, after the text that came before', async () => {
  const { response, read } = await openReply()
  const text = read(forever)
  await new Promise(resolve => response.write('a', resolve))
  response.destroy()
  assert.equal(await text, 'a')
  await assert.rejects(read(forever), (error: unknown) => error instanceof ProviderError)
})
