import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'

const module = new URL('./deny-network.ts', import.meta.url)

/** Every way out that Node has, against an address where somebody listens. */
const program = (port: number) => `
  const { denyNetwork } = await import(${JSON.stringify(module.href)})
  denyNetwork()
  const { connect, createServer } = await import('node:net')
  const { lookup } = await import('node:dns')
  const { resolve } = await import('node:dns/promises')
  const { createSocket } = await import('node:dgram')
  const http = await import('node:http'), tls = await import('node:tls')
  const attempts = {
    fetch: () => fetch('http://127.0.0.1:${port}/'),
    http: () => new Promise((done, fail) => http.get('http://127.0.0.1:${port}/', done).on('error', fail)),
    socket: () => new Promise(done => connect(${port}, '127.0.0.1', done)),
    tls: () => new Promise(done => tls.connect(${port}, '127.0.0.1', done)),
    listen: () => new Promise(done => createServer().listen(0, done)),
    lookup: () => new Promise(done => lookup('localhost', done)),
    resolve: () => resolve('localhost'),
    datagram: () => createSocket('udp4'),
  }
  const outcomes = {}
  for (const [name, act] of Object.entries(attempts))
    try { await act(); outcomes[name] = 'allowed' } catch (error) { outcomes[name] = error.code ?? error.cause?.code }
  console.log(JSON.stringify(outcomes))
  process.exit()`

describe('denying the network', () => {
  it('lets nothing out by any of Node’s ways', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked++
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      program(port),
    ])
    const outcomes = Object.entries(JSON.parse(stdout))
    assert.equal(outcomes.length, 8)
    for (const [name, outcome] of outcomes) assert.equal(outcome, 'ERR_ACCESS_DENIED', name)
    assert.equal(asked, 0)
    server.close()
  })
})
