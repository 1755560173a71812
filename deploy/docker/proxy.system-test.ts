// The Caddyfile of docker-compose.yml's profile `proxy`, run by Debian's Caddy (installed here when it is missing; 2.6 is
// older than the image that compose names). Certificates cannot be asked for here: what would be is only looked at.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, createServer as createConnectionServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { postChat } from '../../server/testing/chat-client.ts'
import { textChunk, toEvent } from '../../server/testing/fake-providers/completion-events.ts'
import { holdAnswer } from '../../server/testing/fake-providers/hold-answer.ts'
import { startFakeProviders } from '../../server/testing/fake-providers/start-fake-providers.ts'
import { installProgram } from '../../server/testing/install-program.ts'
import { observeTurn } from '../../server/testing/observe-turn.ts'
import { findFreePort, waitForPort } from '../../server/testing/start-postgres.ts'
import { createFolder, type RunningProduct, startProduct } from '../../server/testing/start-product.ts'
import { runProgram } from './testing/podman.ts'

const folder = createFolder()
const file = join(folder.path, 'Caddyfile')
const caddyEnv = { ...process.env, XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path }
const turn = {
  user_id: 'user-1',
  conversation_id: 'conv-1',
  message_id: 'm-1',
  message: 'Combien de mails dans une séquence de bienvenue ?',
}

describe('the Caddyfile', () => {
  let fakes: Awaited<ReturnType<typeof startFakeProviders>>
  let product: RunningProduct
  let caddy: ReturnType<typeof spawn>
  let url: string
  /** The same Caddyfile before somebody else on this machine. */
  async function startCaddy(upstreamPort: number) {
    const [port, other] = [await findFreePort(), join(folder.path, `Caddyfile.${upstreamPort}`)]
    const text = readFileSync(file, 'utf8')
    writeFileSync(other, text.replace(new URL(product.url).host, `127.0.0.1:${upstreamPort}`))
    const program = spawn('caddy', ['run', '--config', other, '--adapter', 'caddyfile'], {
      env: { ...caddyEnv, DOMAIN: `http://127.0.0.1:${port}` },
      stdio: 'ignore',
    })
    await waitForPort(port)
    return {
      url: `http://127.0.0.1:${port}`,
      [Symbol.asyncDispose]: async () => {
        const ended = once(program, 'exit')
        program.kill('SIGKILL')
        await ended
      },
    }
  }

  before(async () => {
    installProgram('caddy', ['caddy'])
    fakes = await startFakeProviders()
    product = await startProduct(folder.path, { ...fakes.environment, MAX_STREAMS_PER_ADDRESS: '1' })
    // Ours by its address: compose's own names are not known here. Caddy's own door for administrators stays shut.
    const text = readFileSync(join(import.meta.dirname, 'Caddyfile'), 'utf8')
    writeFileSync(
      file,
      text.replace('chatbot-v2:8000', new URL(product.url).host).replace('{\n', '{\n\tadmin off\n'),
    )
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    caddy = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], {
      env: { ...caddyEnv, DOMAIN: url },
      stdio: 'ignore',
    })
    await waitForPort(port)
  })
  after(async () => {
    const ended = once(caddy, 'exit')
    caddy.kill('SIGKILL')
    await ended
    await product.stop()
    await fakes.close()
    folder[Symbol.dispose]()
  })

  it('asks for a certificate in the name of DOMAIN, and listens on 443', async () => {
    const { stdout } = await runProgram('caddy', ['adapt', '--config', file, '--adapter', 'caddyfile'], {
      env: { ...caddyEnv, DOMAIN: 'chat.exemple.fr' },
    })
    const [server] = Object.values(JSON.parse(stdout).apps.http.servers) as {
      listen: string[]
      routes: { match: unknown }[]
    }[]
    assert.deepEqual(server?.listen, [':443'])
    assert.deepEqual(server?.routes[0]?.match, [{ host: ['chat.exemple.fr'] }])
  })

  it('lets no visitor decide what becomes of our traces', async () => {
    const seen = Promise.withResolvers<IncomingHttpHeaders>()
    const upstream = createServer((request, response) => {
      seen.resolve(request.headers)
      response.end()
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    await using second = await startCaddy((upstream.address() as AddressInfo).port)
    try {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'
      await fetch(`${second.url}/health`, { headers: { traceparent, tracestate: 'hers=1' } })
      const headers = await seen.promise
      assert.ok(headers['x-forwarded-for'])
      assert.deepEqual([headers.traceparent, headers.tracestate], [undefined, undefined])
    } finally {
      upstream.closeAllConnections()
      upstream.close()
    }
  })

  it('asks on a connection for each question, so that none is lost with one that closes', async () => {
    // Whoever asks twice on one connection meets its end, as when a server of before leaves.
    const upstream = createConnectionServer(socket => {
      socket.on('error', () => undefined)
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}')
        socket.once('data', () => socket.resetAndDestroy())
      })
    }).listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    await using second = await startCaddy((upstream.address() as AddressInfo).port)
    const statuses: number[] = []
    for (let question = 0; question < 5; question++)
      statuses.push((await postChat(second.url, { ...turn, message_id: `c-${question}` })).status)
    upstream.close()
    assert.deepEqual(statuses, [200, 200, 200, 200, 200])
  })

  it('passes words on as they come, while the model still writes', async () => {
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const observed = observeTurn(url, turn, { stream: true })
    await held.opened
    const head = { id: 'gen-held', model: 'anthropic/claude-3.5-sonnet' }
    await held.write(toEvent(textChunk(head, 'Cinq emails')))
    await observed.reads('delta')
    await held.write(
      toEvent(textChunk(head, ' suffisent.')) + toEvent(textChunk(head, '', 'stop')) + toEvent('[DONE]'),
    )
    await held.end()
    assert.equal((await observed.ended).reply?.message, 'Cinq emails suffisent.')
  })

  it('says who asks, and believes nobody who says it himself', async () => {
    // Were the written address believed, the second stream would come from another visitor, and be let in.
    const held = holdAnswer()
    fakes.openrouter.answerNext(held.answer)
    const stream = { accept: 'text/event-stream' }
    const first = await postChat(
      url,
      { ...turn, message_id: 'm-2' },
      { headers: { ...stream, 'x-forwarded-for': '203.0.113.1' } },
    )
    const second = await postChat(
      url,
      { ...turn, conversation_id: 'conv-2', message_id: 'm-3' },
      { headers: { ...stream, 'x-forwarded-for': '203.0.113.2' } },
    )
    assert.deepEqual([first.status, second.status], [200, 429])
    await second.text()
    await held.end()
    await first.text()
  })

  it('takes what ours takes, and no more; keeps the metrics inside', async () => {
    const message = (length: number) =>
      postChat(url, { ...turn, message_id: `m-${length}`, message: 'a '.repeat(length / 2) })
    // 502 when ours, which reads the length first, has hung up while Caddy was still sending.
    assert.ok([413, 502].includes((await message(70_000)).status))
    assert.equal((await message(1000)).status, 200)
    assert.equal((await fetch(`${url}/metrics`)).status, 404)
    assert.equal((await fetch(`${product.url}/metrics`)).status, 200)
    assert.equal((await fetch(`${url}/widget.js`)).status, 200)
  })
})
