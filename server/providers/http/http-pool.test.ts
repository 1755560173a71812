import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { ProviderError } from '../../ports/provider-error.ts'
import type { HttpCall } from './http-call.ts'
import { toConnectionFailure } from './http-failure.ts'
import { createHttpPool } from './http-pool.ts'
import { postJson } from './post-json.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const pool = createHttpPool()
  const call: HttpCall = {
    provider: 'p',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    headers: { authorization: 'Bearer sk-secret' },
    body: '{}',
    maxReplyBytes: 10_000,
  }
  return {
    server,
    pool,
    call,
    async [Symbol.asyncDispose]() {
      pool.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

describe('one HTTP function', () => {
  it('uses one connection for one call after another', async () => {
    const sockets = new Set<unknown>()
    await using at = await serve((request, response) => {
      sockets.add(request.socket)
      response.setHeader('content-type', 'application/json').end('{}')
    })
    for (let count = 0; count < 5; count += 1) await postJson(at.pool, at.call)
    assert.equal(sockets.size, 1)
  })

  it('takes a key that no header carries for a wrong one, and quotes nothing of it', async () => {
    await using at = await serve((_, response) => response.end('{}'))
    const headers = { authorization: 'Bearer sk-canari-…' }
    await assert.rejects(at.pool.send({ ...at.call, headers }), (error: unknown) => {
      assert.ok(error instanceof ProviderError && !inspect(error).includes('canari'))
      assert.deepEqual([error.failure, error.status, error.retryable], ['unauthorized', undefined, false])
      return true
    })
  })

  it('follows no redirect', async () => {
    let calls = 0
    await using at = await serve((_, response) => {
      calls += 1
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    assert.deepEqual((await postJson(at.pool, at.call)).status, 307)
    assert.equal(calls, 1)
  })

  it('parses JSON by its content type only, parameters and kin included', async () => {
    for (const [type, parsed] of [
      ['application/json; charset=utf-8', true],
      ['application/problem+json', true],
      ['text/html', false],
      ['', false],
    ] as const) {
      await using at = await serve((_, response) => {
        response.writeHead(400, { 'content-type': type }).end('{"a":1}')
      })
      assert.deepEqual((await postJson(at.pool, at.call)).body, parsed ? { a: 1 } : undefined)
    }
  })

  it('stops reading a reply that is larger than expected', async () => {
    await using at = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`"${'x'.repeat(20_000)}"`)
    })
    await assert.rejects(postJson(at.pool, at.call), { failure: 'malformed' })
  })

  it('takes a reply cut short for broken, not for whole', async () => {
    await using at = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"a":1}')
      setImmediate(() => response.destroy())
    })
    await assert.rejects(postJson(at.pool, at.call), { failure: 'truncated', retryable: true })
  })

  it('sends nothing once its signal is aborted, and says that it was cancelled', async () => {
    let calls = 0
    await using at = await serve(() => {
      calls += 1
    })
    const signal = AbortSignal.abort()
    await assert.rejects(postJson(at.pool, { ...at.call, signal }), {
      failure: 'cancelled',
      retryable: false,
    })
    assert.equal(calls, 0)
  })

  it('tells a signal of time from one of the caller’s will', async () => {
    await using at = await serve(() => {})
    const signal = AbortSignal.timeout(20)
    await assert.rejects(postJson(at.pool, { ...at.call, signal }), { failure: 'timeout', retryable: true })
  })

  it('leaves no socket, no timer and no listener behind an abort', async () => {
    await using at = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
    })
    const signals: AbortSignal[] = []
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const controller = new AbortController()
          signals.push(controller.signal)
          const call = { ...at.call, signal: controller.signal }
          const cancelled = assert.rejects(postJson(at.pool, call), { failure: 'cancelled' })
          setImmediate(() => controller.abort())
          await cancelled
        }),
      )
    }
    await untilClosed(at.server)
    assert.ok(signals.every(signal => getEventListeners(signal, 'abort').length === 0))
    assert.equal(process.getActiveResourcesInfo().filter(name => name === 'Timeout').length, 0)
  })

  it('keeps the key and the address out of what it throws', async () => {
    const calls = [
      { ...badCall, url: 'http://127.0.0.1:1/secret-path' },
      { ...badCall, headers: { authorization: 'Bearer sk-secret\n' } },
      { ...badCall, url: 'secret-path' },
    ]
    for (const call of calls) {
      const error = await postJson(createHttpPool(), call).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof ProviderError)
      assert.doesNotMatch(inspect(error, { depth: 10 }), /sk-secret|secret-path/)
    }
  })

  it('knows a name that does not resolve from a certificate that is not to be trusted', () => {
    const kinds = [
      'ENOTFOUND',
      'EAI_AGAIN',
      'ECONNREFUSED',
      'CERT_HAS_EXPIRED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    ].concat(['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN'])
    const failures = kinds.map(code => toConnectionFailure(Object.assign(new Error('x'), { code }), badCall))
    assert.deepEqual(
      failures.map(({ failure, retryable }) => (retryable ? failure : `${failure}, for good`)),
      [...Array(3).fill('unreachable'), ...Array(5).fill('certificate, for good')],
    )
  })
})

const badCall: HttpCall = {
  provider: 'p',
  url: 'http://127.0.0.1:1/',
  headers: {},
  body: '{}',
  maxReplyBytes: 10,
}

async function untilClosed(server: ReturnType<typeof createServer>): Promise<void> {
  const count = () =>
    new Promise<number>((resolve, reject) => {
      server.getConnections((error, connections) => (error ? reject(error) : resolve(connections)))
    })
  const end = performance.now() + 5_000
  while ((await count()) > 0) {
    assert.ok(performance.now() < end, `${await count()} connections left`)
    await new Promise(resolve => setImmediate(resolve))
  }
}
