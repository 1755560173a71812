import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { createGzip } from 'node:zlib'
import { startTestApp } from '../../server/testing/start-test-app.ts'
import { checkStreaming } from './check-streaming.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A proxy that passes on what comes when it comes, or when all is there, or compressed. */
const proxyTo =
  (url: string, how: 'flows' | 'held' | 'gzip'): RequestListener =>
  (asked, response) => {
    request(`${url}${asked.url}`, { headers: asked.headers, agent: false }, async reply => {
      const headers = { 'content-type': reply.headers['content-type'] ?? '' }
      response.writeHead(
        reply.statusCode ?? 0,
        how === 'gzip' ? { ...headers, 'content-encoding': 'gzip' } : headers,
      )
      if (how === 'flows') reply.pipe(response)
      else if (how === 'gzip') reply.pipe(createGzip()).pipe(response)
      else {
        const parts: Buffer[] = []
        for await (const part of reply) parts.push(part)
        response.end(Buffer.concat(parts))
      }
    }).end()
  }

describe('answers through the public address', () => {
  it('come as they are written, also through a proxy that holds nothing back', async () => {
    await using app = await startTestApp()
    assert.equal((await checkStreaming(app.url)).state, 'ok')
    await using proxy = await serve(proxyTo(app.url, 'flows'))
    assert.equal((await checkStreaming(proxy.url)).state, 'ok')
  })

  it('are seen to be held back by one that waits for the end, or compresses', async () => {
    await using app = await startTestApp()
    for (const how of ['held', 'gzip'] as const) {
      await using proxy = await serve(proxyTo(app.url, how))
      const finding = await checkStreaming(proxy.url)
      assert.equal(finding.state, 'error', how)
      assert.match(finding.text, /d’un bloc/)
      assert.match(finding.todo ?? '', /proxy_buffering off/)
    }
  })

  it('are said not to be checked where nobody knows', async () => {
    await using other = await serve((_request, response) => response.writeHead(404).end('{}'))
    const finding = await checkStreaming(other.url)
    assert.equal(finding.state, 'unknown')
    assert.match(finding.text, /n’a pas pu être vérifiée.*HTTP 404/)
    const gone = await checkStreaming('http://127.0.0.1:1')
    assert.equal(gone.state, 'unknown')
  })
})
