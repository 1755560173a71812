import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { startTestApp } from '../../server/testing/start-test-app.ts'
import { checkAddress, checkPort } from './check-server.ts'

const services = { database: true, openrouter: true, openai: true, cohere: true }

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A proxy that says whom it speaks for, or does not. */
const proxyTo =
  (url: string, says: boolean): RequestListener =>
  async (request, response) => {
    const { origin, authorization } = request.headers
    const reply = await fetch(`${url}${request.url}`, {
      headers: {
        'accept-encoding': 'identity',
        ...(says && { 'x-forwarded-for': '203.0.113.7' }),
        ...(origin && { origin }),
        ...(authorization && { authorization }),
      },
    })
    response.writeHead(reply.status, Object.fromEntries(reply.headers))
    response.end(await reply.text())
  }

describe('the port', () => {
  const look = (port: number, version = '1.2.3') => checkPort({ host: '0.0.0.0', port }, version)

  it('is ours, of this version or another', async () => {
    await using app = await startTestApp()
    assert.equal((await look(app.port)).state, 'ok')
    const other = await look(app.port, '1.2.4')
    assert.deepEqual([other.state, other.todo], ['warning', 'Redémarre-le.'])
  })

  it('says what is missing', async () => {
    await using degraded = await startTestApp({
      health: async () => ({ degraded: true, services: { ...services, cohere: false } }),
    })
    const finding = await look(degraded.port)
    assert.deepEqual([finding.state, /cohere$/.test(finding.text)], ['warning', true])
    await using down = await startTestApp({
      health: async () => ({ degraded: false, services: { ...services, database: false } }),
    })
    assert.equal((await look(down.port)).state, 'error')
  })

  it('is somebody else’s, or nobody’s', async () => {
    let freed = 0
    {
      await using other = await serve((_request, response) => response.end('hello'))
      freed = other.port
      const finding = await look(other.port)
      assert.equal(finding.state, 'error')
      assert.match(finding.text, /pris par un autre programme/)
    }
    assert.equal((await look(freed)).state, 'unknown')
  })
})

describe('the public address', () => {
  const look = async (url: string | undefined, allowedOrigins = ['*'], metricsToken?: string) => {
    const findings = await checkAddress(url, { allowedOrigins, version: '1.2.3', metricsToken })
    return (id: string) => findings.find(finding => finding.id === id)
  }

  it('is not looked at when nobody says it', async () => {
    assert.equal((await look(undefined))('address')?.state, 'unknown')
  })

  it('leads here, keeps /metrics inside, and serves the widget', async () => {
    await using app = await startTestApp()
    await using proxy = await serve(proxyTo(app.url, true))
    const of = await look(`${proxy.url}/`)
    assert.deepEqual(
      ['address', 'metrics', 'widget-address'].map(id => of(id)?.state),
      ['ok', 'ok', 'ok'],
    )
    assert.equal(of('proxy')?.state, 'unknown', 'a refusal alone proves nothing')
  })

  it('shows by /metrics that a proxy does not say whom it speaks for', async () => {
    await using app = await startTestApp()
    await using proxy = await serve(proxyTo(app.url, false))
    const finding = (await look(proxy.url))('metrics')
    assert.equal(finding?.state, 'error')
    assert.match(finding?.todo ?? '', /X-Forwarded-For/)
  })

  it('of this machine, at the server’s own port, is behind no proxy: nothing to find there', async () => {
    await using app = await startTestApp({ config: { metricsToken: 'a-token-of-the-metrics' } })
    const setting = { allowedOrigins: ['*'], version: '1.2.3', metricsToken: 'a-token-of-the-metrics' }
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = `http://${host}:${app.port}/`
      const findings = await checkAddress(url, { ...setting, port: app.port })
      assert.deepEqual(
        findings.filter(({ id, state }) => id === 'proxy' || id === 'metrics' || state === 'error'),
        findings.filter(({ id, state }) => id === 'proxy' && state === 'unknown'),
      )
      assert.ok(findings.some(({ id }) => id === 'proxy'))
    }
    const proxied = await checkAddress(app.url, { ...setting, port: 8000 })
    assert.equal(proxied.find(({ id }) => id === 'proxy')?.state, 'error')
  })

  it('knows by the token as whom the server sees its visitors, and takes no refusal for a proof', async () => {
    const metricsToken = 'a-token-of-the-metrics'
    const through = async (says: boolean, given: string, trustProxy?: string[]) => {
      await using app = await startTestApp({ config: { metricsToken, ...(trustProxy && { trustProxy }) } })
      await using proxy = await serve(proxyTo(app.url, says))
      return (await look(proxy.url, ['*'], given))('proxy')
    }
    const silent = await through(false, metricsToken)
    assert.deepEqual([silent?.state, /X-Forwarded-For/.test(silent?.todo ?? '')], ['error', true])
    assert.equal((await through(false, 'another-token'))?.state, 'unknown')
    const told = await through(true, metricsToken)
    assert.deepEqual([told?.state, /203\.0\.113\.7/.test(told?.text ?? '')], ['ok', true], told?.text)
    const unbelieved = await through(true, metricsToken, ['192.0.2.1'])
    assert.deepEqual([unbelieved?.state, /TRUST_PROXY/.test(unbelieved?.todo ?? '')], ['error', true])
  })

  it('lets the pages of the origins in, and no others', async () => {
    await using app = await startTestApp({ config: { allowedOrigins: ['https://a.example'] } })
    assert.equal((await look(app.url, ['https://a.example']))('origin')?.state, 'ok')
    assert.equal((await look(app.url, ['https://b.example']))('origin')?.state, 'error')
  })

  it('leads elsewhere, or nowhere', async () => {
    await using other = await serve((_request, response) => response.writeHead(404).end('nginx'))
    const elsewhere = (await look(other.url))('address')
    assert.deepEqual([elsewhere?.state, /HTTP 404/.test(elsewhere?.text ?? '')], ['error', true])
    assert.equal((await look('http://127.0.0.1:1'))('address')?.state, 'error')
  })
})
