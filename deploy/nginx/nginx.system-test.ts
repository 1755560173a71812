// Our nginx files and the two blocks of the old guide, in Debian's own nginx before the real product on Postgres.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ErrorBody } from '../../contract/error.ts'
import { WebhookError, WebhookReply } from '../../contract/webhook-v1.ts'
import type { PostgresTestDatabase } from '../../server/testing/create-postgres-database.ts'
import { textChunk, toEvent } from '../../server/testing/fake-providers/completion-events.ts'
import { holdAnswer } from '../../server/testing/fake-providers/hold-answer.ts'
import {
  type FakeProviders,
  startFakeProviders,
} from '../../server/testing/fake-providers/start-fake-providers.ts'
import { openSampleDatabase } from '../../server/testing/open-sample-database.ts'
import { createSelfSignedCertificate } from '../../server/testing/self-signed-certificate.ts'
import { findFreePort } from '../../server/testing/start-postgres.ts'
import { createFolder, type RunningProduct, startProduct } from '../../server/testing/start-product.ts'
import { guideLocations } from './testing/guide-locations.ts'
import { until, workersOf } from './testing/nginx-workers.ts'
import {
  changeLine,
  createNginxFolder,
  installOurFiles,
  startNginx,
  type TestNginx,
} from './testing/start-nginx.ts'
import { get, type Visit, visit } from './testing/visit.ts'

const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
const word = (text: string) => toEvent(textChunk(head, text))
const lastWords = word('.') + toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]')
const question = 'Combien de mails dans une séquence de bienvenue ?'
const sentences = [
  'Cinq emails suffisent. ',
  'Le premier souhaite la bienvenue. ',
  'Le deuxième raconte ton histoire. ',
  'Le dernier propose un rendez-vous.',
]
const asStream = { accept: 'text/event-stream' }

const folder = createFolder()
let store: PostgresTestDatabase
let fakes: FakeProviders
let product: RunningProduct
let turns = 0
const toTurn = () => {
  const number = ++turns
  return {
    user_id: `u-${number}`,
    conversation_id: `c-${number}`,
    message_id: `m-${number}`,
    message: question,
  }
}
const portOf = ({ url }: RunningProduct) => Number(new URL(url).port)
/** nginx is the only proxy whose word counts; visitors have other addresses of the loopback network. */
const start = () =>
  startProduct(folder.path, { ...fakes.environment, DATABASE_URL: store.url, TRUST_PROXY: '127.0.0.1' })

before(async () => {
  ;[store, fakes] = await Promise.all([openSampleDatabase(), startFakeProviders()])
  product = await start()
})
after(async () => {
  await product?.stop('SIGKILL')
  await fakes?.close()
  await store?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** A stream of the fake model's, each piece of which leaves when the visitor has seen the one before. */
async function streamByHand(url: string, from?: string): Promise<void> {
  const held = holdAnswer()
  fakes.openrouter.answerNext(held.answer)
  const stream = visit(url, { body: toTurn(), headers: asStream, ...(from && { from }) })
  await held.opened
  await stream.sees('event: accepted')
  for (const sentence of sentences) {
    await held.write(word(sentence))
    // All but its end, which may be the beginning of a mark of Markdown.
    await stream.sees(sentence.slice(0, -8))
  }
  await held.write(toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]'))
  await held.end()
  const { status, whole, text } = await stream.ended
  assert.deepEqual([status, whole], [200, true])
  assert.ok(text.includes('event: done') && text.includes(JSON.stringify(sentences.join(''))), text)
}

/** Streams that stay open until they are released. */
async function openStreams(
  url: string,
  number: number,
  options: (index: number) => Parameters<typeof visit>[1],
) {
  const streams: { stream: Visit; release(): Promise<void> }[] = []
  for (let index = 0; index < number; index++) {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const given = options(index)
    const stream = visit(url, { body: toTurn(), ...given, headers: { ...asStream, ...given?.headers } })
    await held.opened
    await stream.sees('event: accepted')
    const release = async () => {
      await held.write(word('Cinq emails') + lastWords)
      await held.end()
    }
    streams.push({ stream, release })
  }
  return streams
}

describe('the two location blocks of the old guide, as they are', { timeout: 60_000 }, () => {
  let nginx: TestNginx
  let url: string
  before(async () => {
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    const locations = guideLocations.replaceAll('localhost:8000', `localhost:${portOf(product)}`)
    nginx = await startNginx({ port, http: `server { listen 127.0.0.1:${port};\n${locations}\n}` })
  })
  after(() => nginx[Symbol.asyncDispose]())

  it('give the health, and the answer to the guide’s own curl', async () => {
    const health = await get(`${url}/health`)
    assert.equal(health.status, 200)
    assert.equal(JSON.parse(health.text).status, 'healthy')
    const body = {
      user_id: 'test',
      conversation_id: 'test-prod',
      message: 'Hello',
      timestamp: '2025-11-03T12:00:00Z',
    }
    const { status, text } = await get(`${url}/api/v2/chat`, { body })
    assert.equal(status, 200)
    assert.equal(JSON.parse(text).conversation_id, 'test-prod')
    assert.equal((await get(`${url}/api/v2/rate-limit/test-prod`)).status, 200)
  })

  it('let a stream through as it is written, without a setting', () => streamByHand(`${url}/api/v2/chat`))

  it('count a visitor by her own address, whatever she writes into X-Forwarded-For', () =>
    assertCounted(url, '/api/v2/chat'))
})

/** Nine streams of one address, each with another forged header: the ninth is refused, and nobody else. */
async function assertCounted(url: string, path: string): Promise<void> {
  const forged = (index: number) => ({
    'x-forwarded-for': `198.51.100.${index}`,
    'x-real-ip': `198.51.100.${index}`,
  })
  const streams = await openStreams(`${url}${path}`, 8, index => ({
    from: '127.0.0.2',
    headers: forged(index),
  }))
  const ninth = { body: toTurn(), from: '127.0.0.2', headers: { ...asStream, ...forged(99) } }
  const refused = await get(`${url}${path}`, ninth)
  assert.equal(refused.status, 429)
  assert.equal(JSON.parse(refused.text).code, 'too_many_streams')
  const other = await openStreams(`${url}${path}`, 1, () => ({ from: '127.0.0.4' }))
  for (const { stream, release } of [...streams, ...other]) {
    await release()
    assert.equal((await stream.ended).status, 200)
  }
}

describe('our own files', { timeout: 180_000 }, () => {
  let nginx: TestNginx
  let front: TestNginx
  let n8n: Awaited<ReturnType<typeof startN8n>>
  let url: string
  let plain: string
  let fronted: string
  before(async () => {
    n8n = await startN8n()
    const [http, https, outer] = [await findFreePort(), await findFreePort(), await findFreePort()]
    ;[plain, url, fronted] = [
      `http://127.0.0.1:${http}`,
      `https://127.0.0.1:${https}`,
      `http://127.0.0.1:${outer}`,
    ]
    const own = createNginxFolder()
    const ours = installOurFiles(own, {
      ports: { http, https },
      certificate: createSelfSignedCertificate(),
      servers: serverLines([product]),
      n8n: n8n.port,
    })
    nginx = await startNginx({ folder: own, port: https, http: ours })
    // Another proxy before it, which adds to X-Forwarded-For what it sees and comes from an address of its own.
    front = await startNginx({
      port: outer,
      http: `server { listen 127.0.0.1:${outer}; location / {
        proxy_pass ${url}; proxy_bind 127.0.0.3; proxy_http_version 1.1;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } }`,
    })
  })
  after(async () => {
    await front?.[Symbol.asyncDispose]()
    await nginx?.[Symbol.asyncDispose]()
    await n8n?.close()
  })
  /** Lets the reload be the new configuration's: until its old workers have gone. */
  async function reload(): Promise<void> {
    const old = workersOf(nginx)
    nginx.reload()
    await until(() => old.every(pid => !workersOf(nginx).includes(pid)))
  }

  it('satisfy nginx -t without a warning', () => {
    assert.doesNotMatch(nginx.check(), /warn|emerg/)
  })

  it('lead from http to https, a POST as a POST', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, headers } = await get(`${plain}/api/chat?x=1`, { method })
      assert.deepEqual([status, headers.location], [308, 'https://chat.exemple.fr/api/chat?x=1'])
    }
  })

  it('speak TLS, and keep browsers on it', async () => {
    const { status, headers } = await get(`${url}/health`)
    assert.equal(status, 200)
    assert.equal(headers['strict-transport-security'], 'max-age=31536000')
  })

  it('let a stream through as it is written, also behind another nginx', async () => {
    await streamByHand(`${url}/api/chat`)
    await streamByHand(`${url}/api/v2/chat`)
    await streamByHand(`${fronted}/api/chat`)
  })

  it('count a visitor by her own address, whatever she writes into X-Forwarded-For', () =>
    assertCounted(url, '/api/chat'))

  it('count her behind another proxy too, once its address is told', async () => {
    changeLine(nginx, 'real-ip.conf', '# set_real_ip_from 192.0.2.10;', 'set_real_ip_from 127.0.0.3;')
    changeLine(nginx, 'real-ip.conf', '# real_ip_header', 'real_ip_header')
    changeLine(nginx, 'real-ip.conf', '# real_ip_recursive', 'real_ip_recursive')
    await reload()
    await assertCounted(fronted, '/api/chat')
    // Who comes past that proxy is believed nothing.
    await assertCounted(url, '/api/chat')
  })

  it('refuse a body that is too large in the service’s shape, and in v1’s for the old widget', async () => {
    const bodyOf = (size: number) => ({ ...toTurn(), padding: 'x'.repeat(size) })
    const byService = await get(`${url}/api/chat`, { body: bodyOf(50_000) })
    const byNginx = await get(`${url}/api/chat`, {
      body: bodyOf(70_000),
      headers: { 'accept-language': 'en' },
    })
    for (const { status, text } of [byService, byNginx]) {
      assert.equal(status, 413)
      assert.equal(ErrorBody.parse(JSON.parse(text)).code, 'too_large')
    }
    assert.equal(JSON.parse(byNginx.text).detail, 'The request is too large.')
    assert.equal(byNginx.headers['access-control-allow-origin'], '*')
    const old = await get(`${url}/webhook/chat`, { body: bodyOf(70_000) })
    assert.equal(WebhookError.parse(JSON.parse(old.text)).message, 'La demande est trop volumineuse.')
  })

  it('refuse one who asks without end, and nobody else', async () => {
    const began = performance.now()
    const asked = await Promise.all(
      Array.from({ length: 150 }, () => get(`${url}/api/rate-limit/x`, { from: '127.0.0.5' })),
    )
    const seconds = (performance.now() - began) / 1000
    const allowed = asked.filter(({ status }) => status === 200).length
    // 60 at once, and one every tenth of a second; at most 40 at a time.
    assert.ok(allowed >= 40 && allowed <= 62 + 10 * seconds, `${allowed} in ${seconds} s`)
    const refused = asked.filter(({ status }) => status === 429)
    assert.equal(refused.length, 150 - allowed)
    assert.equal(refused[0]?.headers['retry-after'], '5')
    ErrorBody.parse(JSON.parse(refused[0]?.text ?? ''))
    assert.equal((await get(`${url}/api/rate-limit/x`, { from: '127.0.0.6' })).status, 200)
  })

  it('count one network of IPv6 as one visitor, however its addresses are written', async () => {
    // real-ip.conf believes this one since the test of the other proxy.
    const askAs = (address: string) =>
      get(`${url}/api/rate-limit/x`, { from: '127.0.0.3', headers: { 'x-forwarded-for': address } })
    const refusedOf = async (addresses: readonly string[]) => {
      const statuses = await Promise.all(addresses.map(async address => (await askAs(address)).status))
      return statuses.filter(status => status === 429).length
    }
    const numbers = Array.from({ length: 120 }, (_, index) => (index + 16).toString(16))
    assert.ok((await refusedOf(numbers.map(number => `2001:db8::a:b:c:${number}`))) > 0)
    // 120 networks of one address each; the last byte of some is that of a line feed.
    assert.equal(await refusedOf(numbers.slice(0, 40).map(number => `2001:db8:0:${number}::1`)), 0)
    assert.equal((await askAs('2001:db8:0:a::1')).status, 200)
  })

  it('keep the widget as long as the service says, files of a hashed name for ever', async () => {
    const served = () => product.log.filter(({ route }) => route === '/widget.js').length
    const before = served()
    for (let asked = 0; asked < 5; asked++) {
      const { status, headers } = await get(`${url}/widget.js`)
      assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=300'])
    }
    assert.equal(served(), before + 1)
    const loader = await get(`${url}/widget.js`)
    const file = /panel[a-z]*-[\w-]+\.js/.exec(loader.text)?.[0]
    const { status, headers } = await get(`${url}/widget/${file}`)
    assert.deepEqual([status, headers['cache-control']], [200, 'public, max-age=31536000, immutable'])
    const compressed = await get(`${url}/widget.js`, { headers: { 'accept-encoding': 'gzip' } })
    assert.equal(compressed.headers['content-encoding'], 'gzip')
  })

  it('show the world no figures of ours', async () => {
    for (const path of ['/metrics', '/ready'])
      for (const before of ['', '/api', '/api/v2', '/v2'])
        assert.equal((await get(`${url}${before}${path}`)).status, 404)
  })

  it('let no visitor decide what becomes of our traces', async () => {
    const heard: IncomingHttpHeaders[] = []
    const upstream = createServer((request, response) => {
      heard.push(request.headers)
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    nginx.write(
      'chatbot-v2/servers.conf',
      `server 127.0.0.1:${(upstream.address() as AddressInfo).port} max_fails=0;\n`,
    )
    await reload()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'
    await get(`${url}/api/chat`, { body: toTurn(), headers: { traceparent, tracestate: 'hers=1' } })
    nginx.write('chatbot-v2/servers.conf', serverLines([product]))
    await reload()
    upstream.closeAllConnections()
    upstream.close()
    assert.equal(heard.length, 1)
    assert.deepEqual([heard[0]?.traceparent, heard[0]?.tracestate], [undefined, undefined])
  })

  describe('the old widget’s webhook', () => {
    const ask = (from: string) => {
      const { user_id: userId, conversation_id: conversationId, message } = toTurn()
      return get(`${url}/webhook/chat`, { from, body: { userId, conversationId, message } })
    }
    const isN8n = ({ text }: { text: string }) => JSON.parse(text).response === n8n.answer
    /** Whose answers these visitors get. */
    const sidesOf = async (visitors: readonly string[]) => {
      const sides: boolean[] = []
      for (const visitor of visitors) sides.push(isN8n(await ask(visitor)))
      return sides
    }

    it('stays n8n’s', async () => {
      assert.ok(isN8n(await ask('127.0.0.7')))
    })

    it('is moved to ours by one line', async () => {
      changeLine(
        nginx,
        'webhook.conf',
        'set $chatbot_webhook chatbot_n8n;',
        'set $chatbot_webhook chatbot_v2;',
      )
      await reload()
      const { text } = await ask('127.0.0.7')
      WebhookReply.parse(JSON.parse(text))
      assert.equal(isN8n({ text }), false)
    })

    it('is shared out, the same visitor always on the same side, with nothing stored in her browser', async t => {
      changeLine(
        nginx,
        'webhook.conf',
        'set $chatbot_webhook chatbot_v2;',
        'set $chatbot_webhook $chatbot_share;',
      )
      await reload()
      const visitors = Array.from({ length: 300 }, (_, index) => `127.7.${index >> 8}.${index & 255 || 1}`)
      const tenth = await sidesOf(visitors)
      const ours = tenth.filter(side => !side).length
      t.diagnostic(`at 10 %: ${ours} of 300 are ours`)
      assert.ok(ours >= 18 && ours <= 45, `${ours} of 300`)
      assert.deepEqual(await sidesOf(visitors.slice(0, 60)), tenth.slice(0, 60))
      assert.equal((await ask('127.7.0.1')).headers['set-cookie'], undefined)
      changeLine(nginx, 'share.conf', '10% chatbot_v2;', '50% chatbot_v2;')
      await reload()
      const half = await sidesOf(visitors.slice(0, 100))
      const moved = half.filter(side => !side).length
      t.diagnostic(`at 50 %: ${moved} of 100 are ours`)
      assert.ok(moved >= 35 && moved <= 65, `${moved} of 100`)
      // Who was ours stays ours.
      assert.ok(half.every((side, index) => !side || tenth[index]))
    })
  })

  describe('what else n8n publishes', () => {
    const kept = [
      ['/webhook/devis?de=1', '/webhook/devis?de=1'],
      ['/webhook/chat/autre', '/webhook/chat/autre'],
      ['/webhook/a%20b%2Fc', '/webhook/a%20b%2Fc'],
      ['/webhook-test/chat', '/webhook-test/chat'],
      ['/webhook-waiting/17', '/webhook-waiting/17'],
      ['/form/inscription', '/form/inscription'],
      ['/mcp/outils/sse', '/mcp/outils/sse'],
      ['/n8n/webhook/devis?de=1', '/webhook/devis?de=1'],
      ['/n8n/form-waiting/17', '/form-waiting/17'],
    ] as const
    /** What n8n was asked for; null when it was not. */
    const askedOf = async (path: string, method = 'POST') => {
      const before = n8n.heard.length
      await get(`${url}${path}`, { method })
      return n8n.heard[before]?.path ?? null
    }

    it('goes on reaching it, at the root and under /n8n/', async () => {
      for (const [path, asked] of kept) assert.equal(await askedOf(path), asked, path)
      const [last] = n8n.heard.slice(-1)
      assert.deepEqual(
        [last?.headers['x-forwarded-proto'], last?.headers['x-forwarded-for'], last?.headers.host],
        ['https', '127.0.0.1', '127.0.0.1'],
      )
    })

    it('takes what n8n takes, larger than anything of ours', async () => {
      const body = { text: 'x'.repeat(2_000_000) }
      assert.equal((await get(`${url}/webhook/devis`, { body })).status, 200)
    })

    it('leaves out its editor until that is asked for', async () => {
      for (const path of ['/n8n/', '/n8n/rest/login', '/rest/login', '/webhooks/x', '/n8n'])
        assert.equal(await askedOf(path, 'GET'), null, path)
      changeLine(
        nginx,
        'n8n.conf',
        '# include chatbot-v2/n8n-editor.conf;',
        'include chatbot-v2/n8n-editor.conf;',
      )
      await reload()
      assert.equal(await askedOf('/n8n/', 'GET'), '/')
      assert.equal(await askedOf('/n8n/rest/login?a=1', 'GET'), '/rest/login?a=1')
      assert.equal(await askedOf('/n8n/webhook/devis'), '/webhook/devis')
      assert.equal(
        (await get(`${url}/n8n?a=1`)).headers.location?.toString().replace(/^https?:\/\/[^/]*/, ''),
        '/n8n/?a=1',
      )
      assert.equal(await askedOf('/rest/login', 'GET'), null)
      // What keeps the editor up to date.
      const socket = request(`${url}/n8n/rest/push?id=1`, {
        headers: { connection: 'Upgrade', upgrade: 'websocket' },
        rejectUnauthorized: false,
      }).end()
      const [answer, stream] = (await once(socket, 'upgrade')) as [IncomingMessage, Socket]
      assert.deepEqual([answer.statusCode, n8n.heard.at(-1)?.path], [101, '/rest/push?id=1'])
      stream.destroy()
    })

    it('is in the log by its kind alone', () => {
      const log = nginx.read('chatbot-v2.log')
      for (const route of ['/webhook/*', '/form/*', '/form-waiting/*', '/n8n/*'])
        assert.ok(log.includes(` ${route} 200 `), route)
      assert.ok(log.includes(' /webhook/chat 200 '))
      assert.doesNotMatch(log, /devis|inscription|outils/)
    })
  })

  it('lose nothing when one of two processes is told to end, or killed, while turns and streams run', async t => {
    const second = await start()
    try {
      nginx.write('chatbot-v2/servers.conf', serverLines([product, second]))
      await reload()
      const streams = await openStreams(`${url}/api/chat`, 8, index => ({ from: `127.0.1.${index + 1}` }))
      const asked: { turn: ReturnType<typeof toTurn>; answer: ReturnType<typeof get> }[] = []
      const flow = async (milliseconds: number) => {
        for (const began = performance.now(); performance.now() - began < milliseconds; await delay(50)) {
          const turn = toTurn()
          const { message_id: _, ...unnamed } = turn
          // A client that names its message, or leaves that to nginx.
          const body = asked.length % 2 === 0 ? turn : unnamed
          const from = `127.0.2.${(asked.length % 200) + 1}`
          asked.push({ turn, answer: get(`${url}/api/chat`, { body, from }) })
        }
      }
      const flowing = flow(4000)
      await delay(500)
      const stopped = second.stop('SIGTERM')
      await flowing
      for (const { stream, release } of streams) {
        await release()
        const { whole, text } = await stream.ended
        assert.ok(whole && text.includes('event: done'), text)
      }
      assert.equal(await stopped, 0)

      const third = await start()
      nginx.write('chatbot-v2/servers.conf', serverLines([product, third]))
      await reload()
      const beforeKill = flow(2000)
      await delay(1000)
      await third.stop('SIGKILL')
      await beforeKill
      const answers = await Promise.all(asked.map(({ answer }) => answer))
      const failed = answers.filter(({ status, whole }) => status !== 200 || !whole)
      t.diagnostic(`${answers.length} turns, ${failed.length} failed; 8 streams, 0 cut`)
      assert.deepEqual(
        failed.map(({ status, text }) => `${status} ${text}`),
        [],
      )
      const { rows } = await store.pool.query(
        `select conversation_id, count(*)::int as messages from messages where conversation_id = any($1) group by 1`,
        [asked.map(({ turn }) => turn.conversation_id)],
      )
      assert.equal(rows.length, asked.length)
      assert.deepEqual(
        rows.filter(({ messages }) => messages !== 2),
        [],
      )
    } finally {
      await second.stop('SIGKILL')
    }
  })

  it('answer in the service’s shape when nobody is left, and still serve the widget', async () => {
    nginx.write('chatbot-v2/servers.conf', serverLines([product]))
    await reload()
    await product.stop('SIGTERM')
    const { status, text, headers } = await get(`${url}/api/chat`, { body: toTurn() })
    assert.deepEqual([status, headers['retry-after']], [503, '5'])
    assert.equal(
      ErrorBody.parse(JSON.parse(text)).detail,
      'Le service est indisponible un instant. Renvoie ton message dans quelques secondes.',
    )
    assert.equal((await get(`${url}/widget.js`)).status, 200)
  })

  it('write down the address and the words of nobody, also when they refuse, and when nobody answers', async () => {
    const from = '127.0.0.66'
    const secret = 'canary-7f3'
    const path = `/api/conversations/${secret}/messages?user_id=${secret}`
    await get(`${plain}${path}`, { from })
    const asked = await Promise.all(Array.from({ length: 150 }, () => get(`${url}${path}`, { from })))
    assert.deepEqual([...new Set(asked.map(({ status }) => status))].toSorted(), [429, 503])
    await until(() => nginx.read('chatbot-v2.log').includes('GET /api/conversations/* 503'))
    assert.ok(nginx.read('chatbot-v2.log').includes('GET /api/conversations/* 429'))
    const logs = readdirSync(`${nginx.folder}/logs`)
    assert.ok(logs.includes('access.log') && logs.includes('error.log'))
    for (const log of logs)
      for (const word of [from, secret]) assert.ok(!nginx.read(log).includes(word), `${word} in ${log}`)
  })
})

function serverLines(products: readonly RunningProduct[]): string {
  return products.map(each => `server 127.0.0.1:${portOf(each)} max_fails=0;\n`).join('')
}

/** What stands in for n8n here: its webhook's answer, whatever it is asked. */
async function startN8n() {
  const answer = 'Réponse de n8n'
  const heard: { path: string; headers: IncomingHttpHeaders }[] = []
  const server = createServer((request, response) => {
    heard.push({ path: request.url ?? '', headers: request.headers })
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ response: answer, agentType: 'automation' }))
    })
  })
  server.on('upgrade', ({ url: path = '', headers }, stream) => {
    heard.push({ path, headers })
    stream.end('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return { answer, heard, port, close }
}
