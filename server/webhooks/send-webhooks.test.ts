import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import { WebhookEvent } from '../../contract/webhook-event.ts'
import { admit, toBeginTurn, toFinishTurn } from '../database/contract-suite/database-under-contract.ts'
import type { EmbeddedDatabase } from '../database/embedded.ts'
import { finishTurn } from '../operations/finish-turn.ts'
import type { Delivery } from '../operations/lease-deliveries.ts'
import { readInstallation } from '../operations/read-installation.ts'
import { replayDeliveries } from '../operations/replay-deliveries.ts'
import type { DeliveryOutcome } from '../operations/settle-delivery.ts'
import { createWebhookPoster } from '../providers/webhook/create-webhook-poster.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { createSelfSignedCertificate } from '../testing/self-signed-certificate.ts'
import { type SendWebhooksDeps, sendWebhooks } from './send-webhooks.ts'
import { readSecret, toSecret } from './sign-webhook.ts'

const secret = toSecret(randomBytes(32))
const keys = [readSecret(secret) ?? randomBytes(0)]

interface Received {
  id: string
  event: WebhookEvent
}

type Answer = (response: ServerResponse, count: number, request: IncomingMessage) => void

/** A receiver that takes only what the specification's own library verifies, and answers as it is told. */
async function startReceiver(answer: Answer) {
  const received: Received[] = []
  let count = 0
  let waiting = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const event = WebhookEvent.parse(
      new Webhook(secret).verify(body, request.headers as Record<string, string>),
    )
    received.push({ id: String(request.headers['webhook-id']), event })
    answer(response, ++count, request)
    waiting.resolve()
    waiting = Promise.withResolvers()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    async reaches(number: number) {
      while (received.length < number) await waiting.promise
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const status =
  (code: number, headers = {}): Answer =>
  response =>
    response.writeHead(code, headers).end()

describe('sending webhooks', () => {
  let database: EmbeddedDatabase
  let made = 0
  before(async () => {
    database = await openTestDatabase()
  })
  after(() => database.close())

  const toEndpoint = (url: string) => ({ id: `address-${++made}`, url, mayBePrivate: true })
  async function queue(endpoint: { id: string }, count = 1): Promise<string[]> {
    const turn = toBeginTurn()
    await admit(database, turn)
    const ids = Array.from({ length: count }, () => `evt_${++made}`)
    const data = {
      conversation_id: turn.conversationId,
      message_id: turn.messageId,
      repeated: false,
      last_agent: null,
    }
    const events = ids.map(id => ({
      id,
      type: 'conversation.escalated',
      endpoints: [endpoint.id],
      data,
    }))
    await finishTurn(database, toFinishTurn(turn, { events }))
    return ids
  }

  /** A sender whose attempts are seen as they end; it is stopped by its disposal. */
  function start(
    endpoint: ReturnType<typeof toEndpoint>,
    {
      answerMilliseconds = 30_000,
      ...changes
    }: Partial<SendWebhooksDeps> & { answerMilliseconds?: number } = {},
  ) {
    const outcomes: (DeliveryOutcome & Pick<Delivery, 'id' | 'attempt'>)[] = []
    const poster = createWebhookPoster({ answerMilliseconds })
    let next = Promise.withResolvers<void>()
    const sender = sendWebhooks({
      database,
      endpoints: [endpoint],
      poster,
      keys,
      userAgent: 'chatbot-v2/test',
      now: Date.now,
      random: () => 0.5,
      site: 'L’Agence des Copines',
      wait: (milliseconds, signal) =>
        delay(Math.min(milliseconds, 50), undefined, { signal }).catch(() => {}),
      onAttempt({ id, attempt }, outcome) {
        outcomes.push({ id, attempt, ...outcome })
        next.resolve()
        next = Promise.withResolvers()
      },
      onError: error => {
        throw error
      },
      ...changes,
    })
    return {
      outcomes,
      wake: sender.wake,
      isStopped: () => sender.isStopped(endpoint.id),
      async ends(number: number) {
        while (outcomes.length < number) await next.promise
      },
      async [Symbol.asyncDispose]() {
        await sender.stop()
        poster.close()
      },
    }
  }
  const due = (id: string) =>
    database.query(`update webhook_deliveries set next_attempt_at = clock_timestamp() where id = '${id}'`)

  it('delivers what is there, and what comes, signed as the specification says', async () => {
    await using receiver = await startReceiver(status(204))
    const endpoint = toEndpoint(receiver.url)
    const first = await queue(endpoint, 20)
    await using sender = start(endpoint)
    await sender.ends(20)
    const later = await queue(endpoint)
    sender.wake()
    await sender.ends(21)
    assert.deepEqual(receiver.received.map(({ id }) => id).sort(), [...first, ...later].sort())
    assert.equal(receiver.received[0]?.event.type, 'conversation.escalated')
    assert.deepEqual(receiver.received[0]?.event.installation, {
      id: await readInstallation(database),
      name: 'L’Agence des Copines',
    })
    assert.ok(sender.outcomes.every(({ outcome }) => outcome === 'delivered'))
  })

  it('sends each event once from several processes', async () => {
    await using receiver = await startReceiver(status(200))
    const endpoint = toEndpoint(receiver.url)
    const ids = await queue(endpoint, 60)
    await using one = start(endpoint)
    await using two = start(endpoint)
    await using three = start(endpoint)
    await receiver.reaches(60)
    await Promise.all([one, two, three].map(sender => sender[Symbol.asyncDispose]()))
    assert.deepEqual(receiver.received.map(({ id }) => id).sort(), ids.sort())
  })

  it('tries again what is refused, redirected, too slow or cut, under the same id, and follows nothing', async () => {
    await using elsewhere = await startReceiver(status(200))
    const answers: Answer[] = [
      status(500),
      // A pooled connection that is cut would be replaced at once, and the event sent again.
      status(301, { location: elsewhere.url, connection: 'close' }),
      response => response.destroy(),
      () => undefined, // never answers
      status(200),
    ]
    await using receiver = await startReceiver((response, count, request) =>
      answers[count - 1]?.(response, count, request),
    )
    const endpoint = toEndpoint(receiver.url)
    const [id = ''] = await queue(endpoint)
    await using sender = start(endpoint, { answerMilliseconds: 300 })
    for (let attempt = 1; attempt <= 5; attempt++) {
      await sender.ends(attempt)
      await due(id)
      sender.wake()
    }
    const [refused, redirected, cut, slow, delivered] = sender.outcomes
    assert.deepEqual([refused?.httpStatus, refused?.retrySeconds], [500, 5])
    assert.deepEqual([redirected?.httpStatus, redirected?.retrySeconds], [301, 300])
    assert.deepEqual([cut?.outcome, cut?.httpStatus, cut?.error], ['retry', null, 'ECONNRESET'])
    assert.match(slow?.error ?? '', /within 300 ms/)
    assert.deepEqual([delivered?.outcome, delivered?.attempt], ['delivered', 5])
    assert.equal(new Set(receiver.received.map(each => each.id)).size, 1)
    assert.equal(elsewhere.received.length, 0)
  })

  it('waits for as long as it is asked to', async () => {
    await using receiver = await startReceiver(status(429, { 'retry-after': '3600' }))
    const endpoint = toEndpoint(receiver.url)
    await queue(endpoint)
    await using sender = start(endpoint)
    await sender.ends(1)
    assert.deepEqual([sender.outcomes[0]?.outcome, sender.outcomes[0]?.retrySeconds], ['retry', 3600])
  })

  it('sends nothing more to an address that is gone', async () => {
    await using receiver = await startReceiver(status(410))
    const endpoint = toEndpoint(receiver.url)
    await queue(endpoint)
    await using sender = start(endpoint)
    assert.equal(sender.isStopped(), false)
    await sender.ends(1)
    await queue(endpoint)
    sender.wake()
    await delay(150) // three looks, any of which would send it
    assert.equal(receiver.received.length, 1)
    assert.equal(sender.outcomes[0]?.outcome, 'gone')
    assert.equal(sender.isStopped(), true)
    await replayDeliveries(database, {})
    sender.wake()
    while (sender.isStopped()) await delay(10)
  })

  it('gives up after ten attempts', async () => {
    await using receiver = await startReceiver(status(503))
    const endpoint = toEndpoint(receiver.url)
    const [id = ''] = await queue(endpoint)
    await database.query(`update webhook_deliveries set attempts = 8 where id = '${id}'`)
    await using sender = start(endpoint)
    await sender.ends(1)
    await due(id)
    sender.wake()
    await sender.ends(2)
    assert.deepEqual(
      sender.outcomes.map(({ attempt, outcome }) => [attempt, outcome]),
      [
        [9, 'retry'],
        [10, 'dead'],
      ],
    )
  })

  it('asks a receiver that is down with one event at a time, and spends nobody’s attempts', async () => {
    let down = true
    await using receiver = await startReceiver(response =>
      status(down ? 503 : 200)(response, 0, null as never),
    )
    const endpoint = toEndpoint(receiver.url)
    const ids = await queue(endpoint, 100)
    await using sender = start(endpoint)
    await sender.ends(12) // eight at once, then one by one
    down = false
    const tried = new Set(sender.outcomes.map(({ id }) => id)).size
    assert.ok(tried <= 13, `${tried} of 100 were tried`)
    await database.query(
      `update webhook_deliveries set next_attempt_at = clock_timestamp() where endpoint = '${endpoint.id}'`,
    )
    while (sender.outcomes.filter(({ outcome }) => outcome === 'delivered').length < 100)
      await sender.ends(sender.outcomes.length + 1)
    const delivered = sender.outcomes.filter(({ outcome }) => outcome === 'delivered')
    assert.deepEqual(delivered.map(({ id }) => id).sort(), ids.sort())
    assert.ok(delivered.every(({ attempt }) => attempt <= 3))
  })

  it('sends nothing to a receiver whose certificate nobody vouches for', async () => {
    let requests = 0
    const server = createSecureServer(createSelfSignedCertificate(), (_request, response) => {
      requests++
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    try {
      const endpoint = toEndpoint(`https://localhost:${port}/`)
      await queue(endpoint)
      await using sender = start(endpoint)
      await sender.ends(1)
      assert.deepEqual([sender.outcomes[0]?.outcome, sender.outcomes[0]?.httpStatus], ['retry', null])
      assert.match(sender.outcomes[0]?.error ?? '', /SELF_SIGNED/)
      assert.equal(requests, 0)
    } finally {
      server.close()
    }
  })

  it('does not wait for a receiver’s endless answer, nor read it', async () => {
    await using receiver = await startReceiver(response => {
      response.writeHead(200)
      const part = Buffer.alloc(64 * 1024)
      const more = () => {
        while (!response.destroyed) if (!response.write(part)) return
      }
      response.on('drain', more)
      more()
    })
    const endpoint = toEndpoint(receiver.url)
    await queue(endpoint)
    await using sender = start(endpoint)
    await sender.ends(1)
    assert.equal(sender.outcomes[0]?.outcome, 'delivered')
  })

  it('reaches no private address that the operator did not call their own', async () => {
    let connections = 0
    const trap = createTcpServer(socket => {
      connections++
      socket.destroy()
    })
    await new Promise<void>(resolve => trap.listen(0, '127.0.0.1', resolve))
    const { port } = trap.address() as { port: number }
    try {
      for (const host of [
        '127.0.0.1',
        'localhost',
        '[::ffff:7f00:1]',
        '0x7f.1',
        '0.0.0.0',
        '169.254.169.254',
      ]) {
        const poster = createWebhookPoster({ answerMilliseconds: 500 })
        const url = `http://${host}:${port}/`
        await assert.rejects(
          poster.post({ url, mayBePrivate: false, headers: {}, body: '{}' }),
          /ADDRESS_REFUSED/,
        )
        poster.close()
      }
      assert.equal(connections, 0)
    } finally {
      trap.close()
    }
  })

  it('goes on after its database was away', async () => {
    await using receiver = await startReceiver(status(200))
    const endpoint = toEndpoint(receiver.url)
    await queue(endpoint)
    const errors: unknown[] = []
    const failing = {
      ...database,
      call: async (name: string, args: Parameters<typeof database.call>[1]) => {
        if (errors.length < 2) throw new Error('away')
        return database.call(name, args)
      },
    }
    await using sender = start(endpoint, { database: failing, onError: error => errors.push(error) })
    await sender.ends(1)
    assert.equal(errors.length, 2)
  })
})
