import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http'
import { describe, it } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { WebFailure } from '../../ports/web-fetcher.ts'
import { type Page, startWebSite } from '../../testing/web-site.ts'
import { checkWebAddress, isListedHost } from './check-web-address.ts'
import { createWebFetcher, type WebFetcherOptions } from './create-web-fetcher.ts'

type Options = Partial<WebFetcherOptions>
const limit = 64 * 1024

/** Asks a site on loopback that is known as site.test; everything else is the public web as far as the fetcher knows. */
async function open(pages: Record<string, Page>, options: Options = {}) {
  const site = await startWebSite(pages)
  const host = `site.test:${site.port}`
  const fetcher = createWebFetcher({
    userAgent: 'chatbot-v2/test',
    privateHosts: [host],
    maxBytes: limit,
    resolve: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    ...options,
  })
  return {
    site,
    get: (path: string, changes: { milliseconds?: number; cut?: boolean } = {}) =>
      fetcher.fetch({ url: `http://${host}${path}`, milliseconds: 2000, ...changes }),
    fetch: (url: string) => fetcher.fetch({ url, milliseconds: 2000 }),
    ask: (request: { url: string; from?: string }) => fetcher.fetch({ ...request, milliseconds: 2000 }),
    async [Symbol.asyncDispose]() {
      fetcher.close()
      await site[Symbol.asyncDispose]()
    },
  }
}

const reasonOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    error => (error instanceof WebFailure ? error.reason : String(error)),
  )

describe('the way out to the web', () => {
  it('says who asks, and gives status, headers and body', async () => {
    await using web = await open({ '/': { headers: { etag: '"1"' }, body: 'Bonjour' } })
    const { status, headers, body } = await web.get('/')
    assert.deepEqual([status, headers.etag, Buffer.from(body).toString()], [200, '"1"', 'Bonjour'])
    assert.equal(web.site.requests[0]?.headers['user-agent'], 'chatbot-v2/test')
  })

  it('follows no redirect and reads no body but a page’s', async () => {
    await using web = await open({
      '/': { status: 302, headers: { location: 'http://169.254.169.254/' }, body: 'x' },
    })
    const { status, headers, body } = await web.get('/')
    assert.deepEqual([status, headers.location, body.length], [302, 'http://169.254.169.254/', 0])
  })

  it('asks nothing but http and https without a user (rows 63 and 66)', async () => {
    await using web = await open({})
    for (const url of [
      'file:///etc/passwd',
      'ftp://a.fr/',
      'gopher://a.fr/',
      'data:text/html,x',
      'javascript:1',
      'x',
      'http://a:b@exemple.fr/',
      'http://a@exemple.fr/',
    ])
      assert.equal(await reasonOf(web.fetch(url)), 'address', url)
  })

  it('asks no other port than 80 and 443 (row 66)', async () => {
    await using web = await open({})
    for (const url of [
      'http://exemple.fr:22/',
      'https://exemple.fr:8443/',
      `http://127.0.0.1:${web.site.port}/`,
      `http://autre.test:${web.site.port}/`,
    ])
      assert.equal(await reasonOf(web.fetch(url)), 'address', url)
    assert.equal(web.site.connections, 0)
  })

  it('sends nothing to an inner address however it is spelled (row 64)', async () => {
    let lookups = 0
    await using web = await open(
      {},
      {
        resolve: (_host, _options, done) => {
          lookups++
          done(null, [{ address: '127.0.0.1', family: 4 }])
        },
      },
    )
    const hosts =
      '127.1 0x7f000001 2130706433 0177.0.0.1 [::1] [::ffff:a9fe:a9fe] [::ffff:127.0.0.1] 0.0.0.0 0 100.64.0.1 [fd00::1] [64:ff9b::7f00:1] [fe80::1] 169.254.169.254 10.0.0.1 ①②⑦.0.0.1 localhost localhost. a.localhost metadata.google.internal metadata.google.internal. metadata intranet wiki.local'
    for (const host of hosts.split(' '))
      assert.equal(await reasonOf(web.fetch(`http://${host}/`)), 'address', host)
    assert.equal(lookups, 0)
  })

  it('sends nothing to a name that leads inside, with one of its addresses or on its second look (row 65)', async () => {
    const inside: LookupAddress[] = [{ address: '127.0.0.1', family: 4 }]
    const both: LookupAddress[] = [
      { address: '93.184.216.34', family: 4 },
      { address: 'fd00::1', family: 6 },
    ]
    for (const addresses of [inside, both]) {
      await using web = await open({}, { resolve: (_host, _options, done) => done(null, addresses) })
      assert.equal(await reasonOf(web.fetch('http://exemple.fr/')), 'address')
    }
    // A name of one's own network that turns into the cloud's credentials between two requests.
    let asked = 0
    const turning = (): LookupAddress[] => [
      { address: asked++ === 0 ? '127.0.0.1' : '169.254.169.254', family: 4 },
    ]
    await using web = await open(
      { '/': { headers: { connection: 'close' }, body: 'x' } },
      { resolve: (_host, _options, done) => done(null, turning()) },
    )
    assert.equal(await reasonOf(web.get('/')), 'answered')
    assert.equal(await reasonOf(web.get('/')), 'address')
    assert.equal(asked, 2, 'one look for each connection: what was looked at is what is connected to')
    assert.equal(web.site.connections, 1)
  })

  it('asks a host of one’s own network as the operator says or another of them leads there, and not as the web does', async () => {
    await using web = await open({ '/': 'x' })
    const url = `http://site.test:${web.site.port}/`
    const from = (address: string) => reasonOf(web.ask({ url, from: address }))
    assert.equal(await from('https://exemple.fr/'), 'address')
    assert.equal(await from(`http://site.test/`), 'address', 'another port is another host')
    assert.equal(web.site.connections, 0)
    assert.equal(await from(url), 'answered')
    assert.equal(await reasonOf(web.ask({ url })), 'answered')
  })

  it('leads nobody from the web along a connection to a host of one’s own network that is still open', async t => {
    // Such a host is on the scheme's own port, which only root may open: whoever connects to that is led to the test's.
    const { createConnection } = HttpAgent.prototype
    const toSite = (options: ClientRequestArgs, done?: () => void) =>
      createConnection.call(new HttpAgent(), { ...options, port: web.site.port }, done)
    t.mock.method(HttpAgent.prototype, 'createConnection', toSite)
    await using web = await open({ '/': 'x' }, { privateHosts: ['intranet.exemple.fr', 'wiki.exemple.fr'] })
    const url = 'http://intranet.exemple.fr/'
    const asked = (from?: string) => reasonOf(web.ask({ url, ...(from && { from }) }))
    assert.equal(await asked('http://exemple.fr/'), 'address')
    assert.equal(await asked(), 'answered')
    assert.equal(await asked('http://exemple.fr/'), 'address')
    assert.equal(await asked('http://wiki.exemple.fr/'), 'answered')
    assert.equal(web.site.connections, 1, 'which is still open')
  })

  it('knows a host of one’s own network by any spelling of it', () => {
    const isListed = (url: string, ...hosts: string[]) => isListedHost(new URL(url), hosts)
    assert.ok(isListed('http://[fd00::1]/', '[FD00:0::1]'))
    assert.ok(isListed('http://[fd00::1]:8080/', '[fd00::1]:8080'))
    assert.ok(isListed('https://Wiki.Local./', 'wiki.local:443'))
    assert.ok(isListed('http://wiki.local/', 'WIKI.local:80'))
    assert.ok(isListed('http://10.1/', '10.0.0.1'))
    assert.ok(!isListed('http://wiki.local/', 'wiki.local:443'))
    assert.ok(!isListed('http://[fd00::1]/', '[fd00::2]', '[fd00::1]:8080', 'wiki.local'))
    assert.doesNotThrow(() => checkWebAddress('https://[fd00::1]/', ['[fd00::1]']))
    assert.throws(() => checkWebAddress('https://[fd00::1]/', []), WebFailure)
  })

  it('says that a name is not found', async () => {
    await using web = await open(
      {},
      { resolve: (_host, _options, done) => done(Object.assign(new Error(), { code: 'ENOTFOUND' }), []) },
    )
    assert.equal(await reasonOf(web.fetch('https://exemple.fr/')), 'unreachable')
  })

  it('cuts what is too large, told beforehand or not, at its limit and not below (row 67)', async () => {
    const endless: Page = (_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (response.write('x'.repeat(16_384)));
        response.once('drain', more)
      }
      more()
    }
    await using web = await open({
      '/told': { headers: { 'content-length': '10000000000' }, body: 'x' },
      '/endless': endless,
      '/most': { body: 'x'.repeat(limit) },
      '/more': { body: 'x'.repeat(limit + 1) },
    })
    assert.equal(await reasonOf(web.get('/told')), 'too_large')
    assert.equal(await reasonOf(web.get('/endless')), 'too_large')
    assert.equal((await web.get('/most')).body.length, limit)
    assert.equal(await reasonOf(web.get('/more')), 'too_large')
    assert.equal((await web.get('/endless', { cut: true })).body.length, limit)
    assert.equal((await web.get('/more', { cut: true })).body.length, limit)
  })

  it('cuts what is too slow, a byte at a time or silent (row 67)', async () => {
    await using web = await open({
      '/drip': (_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write('x'), 20)
        response.once('close', () => clearInterval(drip))
      },
      '/silent': () => {},
    })
    assert.equal(await reasonOf(web.get('/drip', { milliseconds: 200 })), 'too_slow')
    assert.equal(await reasonOf(web.get('/silent', { milliseconds: 200 })), 'too_slow')
  })

  it('takes what is left of a time to the fraction of a millisecond', async () => {
    await using web = await open({ '/': 'x', '/silent': () => {} })
    assert.equal((await web.get('/', { milliseconds: 1999.0005 })).status, 200)
    for (const milliseconds of [20.5, 0.25])
      assert.equal(await reasonOf(web.get('/silent', { milliseconds })), 'too_slow')
  })

  it('unpacks five layers and no more, and no bomb (row 67)', async () => {
    const pack = (times: number) => {
      let body: Uint8Array = Buffer.from('Bonjour')
      for (let layer = 0; layer < times; layer++) body = gzipSync(body)
      return { headers: { 'content-encoding': Array(times).fill('gzip').join(', ') }, body }
    }
    const bomb = Buffer.alloc(20 * limit)
    await using web = await open({
      '/none': { headers: { 'content-encoding': 'identity' }, body: 'Bonjour' },
      '/five': pack(5),
      '/six': pack(6),
      '/many': {
        headers: { 'content-encoding': Array(5000).fill('gzip').join(',').slice(0, 12_000) },
        body: gzipSync('x'),
      },
      '/both': { headers: { 'content-encoding': 'br, gzip' }, body: gzipSync(brotliCompressSync('Bonjour')) },
      '/br': { headers: { 'content-encoding': 'br' }, body: brotliCompressSync(bomb) },
      '/gzip': { headers: { 'content-encoding': 'gzip' }, body: gzipSync(bomb) },
      // What comes out is small; what has to be unpacked on the way is not.
      '/inner': {
        headers: { 'content-encoding': 'gzip, gzip' },
        body: gzipSync(Buffer.alloc(20 * limit, gzipSync(''))),
      },
      '/odd': { headers: { 'content-encoding': 'zip' }, body: 'x' },
      '/false': { headers: { 'content-encoding': 'gzip' }, body: 'not packed at all' },
      '/half': { headers: { 'content-encoding': 'gzip' }, body: gzipSync('Bonjour').subarray(0, 12) },
    })
    for (const path of ['/none', '/five', '/both'])
      assert.equal(Buffer.from((await web.get(path)).body).toString(), 'Bonjour', path)
    for (const path of ['/six', '/many', '/odd', '/false', '/half'])
      assert.equal(await reasonOf(web.get(path)), 'encoding', path)
    for (const path of ['/br', '/gzip', '/inner'])
      assert.equal(await reasonOf(web.get(path)), 'too_large', path)
    assert.equal((await web.get('/br', { cut: true })).body.length, limit)
  })

  it('says it when the reply is no HTTP, or ends in its middle', async () => {
    await using web = await open({
      '/half': (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('x')
        setImmediate(() => response.socket?.destroy())
      },
      '/none': (_request, response) => void response.socket?.end('Bonjour\r\n\r\n'),
    })
    assert.equal(await reasonOf(web.get('/half')), 'malformed')
    assert.equal(await reasonOf(web.get('/none')), 'malformed')
  })
})
