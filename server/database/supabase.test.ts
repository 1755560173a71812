import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { AppError } from '../errors.ts'
import { signToken } from '../testing/supabase-token.ts'
import { createSupabaseDatabase, type SupabaseOptions } from './supabase.ts'
import { parseSupabaseTarget } from './supabase-target.ts'

const serviceKey = signToken({ role: 'service_role' }, 'secret')

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

/** A server that answers as the test says, and a driver that talks to it. */
async function open(handler: Handler, options: SupabaseOptions = {}) {
  const requests: IncomingMessage[] = []
  const sockets = new Set<unknown>()
  const server = createServer((request, response) => {
    requests.push(request)
    request.resume()
    request.on('end', () => handler(request, response, requests.length))
  })
  server.on('connection', socket => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const target = parseSupabaseTarget({ url: `http://127.0.0.1:${port}`, serviceKey })
  const database = createSupabaseDatabase(target, options)
  return {
    database,
    requests,
    sockets,
    server,
    async [Symbol.asyncDispose]() {
      await database.close()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const say = (status: number, body: unknown, type = 'application/json'): Handler => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(text)
  }
}

async function failureOf(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.ok(!`${error.message} ${JSON.stringify(error)}`.includes(serviceKey), 'the key is shown')
    return error
  }
  return assert.fail('the call succeeded')
}

const postgrest = (code: string, message = 'x') => ({ code, message, details: null, hint: null })

describe('a call over REST', () => {
  it('posts the arguments by name, with the key, and reads whatever JSON comes back', async () => {
    for (const value of [null, 0, 'é', [1, null], { a: { b: [] } }]) {
      await using given = await open(say(200, JSON.stringify(value)))
      assert.deepEqual(await given.database.call('ping', {}), value)
      const [request] = given.requests
      assert.equal(request?.url, '/rest/v1/rpc/ping')
      assert.equal(request?.method, 'POST')
      assert.equal(request?.headers.apikey, serviceKey)
      assert.equal(request?.headers.authorization, `Bearer ${serviceKey}`)
    }
  })

  it('is null for a function that returns nothing', async () => {
    await using given = await open((_request, response) => response.writeHead(204).end())
    assert.equal(await given.database.call('ping', {}), null)
  })

  it('sends no NUL and no half of a surrogate pair, which Postgres would refuse', async () => {
    const bodies: string[] = []
    await using given = await open((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('1'),
    )
    given.server.on('request', request => {
      request.on('data', (part: Buffer) => bodies.push(part.toString()))
    })
    await given.database.call('ping', { p_text: 'a\u0000b\ud800c', p_json: { 'k\u0000': ['\udc00'] } })
    assert.deepEqual(JSON.parse(bodies.join('')), { p_text: 'ab\ufffdc', p_json: { k: ['\ufffd'] } })
  })

  it('takes names of ours only', async () => {
    await using given = await open(say(200, 1))
    await assert.rejects(given.database.call('../users', {}), /not a function's name/)
    await assert.rejects(given.database.call('ping', { 'a"b': 1 }), /not a function's name/)
    assert.equal(given.requests.length, 0)
  })

  it('goes over few connections, which are kept', async () => {
    await using given = await open(say(200, 1), { connections: 3 })
    await Promise.all(Array.from({ length: 30 }, () => given.database.call('ping', {})))
    assert.equal(given.requests.length, 30)
    assert.ok(given.sockets.size <= 3, `${given.sockets.size} connections`)
  })

  it('does not follow a redirect: the key would go along', async () => {
    await using other = await open(say(200, 1))
    const { port } = other.server.address() as AddressInfo
    await using given = await open((_request, response) => {
      response.writeHead(301, { location: `http://127.0.0.1:${port}/` }).end()
    })
    assert.match((await failureOf(given.database.call('ping', {}))).message, /SUPABASE_URL.*renvoie ailleurs/)
    assert.equal(other.requests.length, 0)
  })
})

describe('an answer that is no success', () => {
  const unavailable: [what: string, handler: Handler, message: RegExp][] = [
    ['no schema cache', say(503, postgrest('PGRST002')), /n'est pas disponible \(PGRST002\)/],
    ['no connection of the pool', say(504, postgrest('PGRST003')), /PGRST003/],
    ['the database stopping', say(503, postgrest('57P01')), /57P01/],
    ['a read-only database', say(405, postgrest('25006')), /25006/],
    ['a statement timeout', say(500, postgrest('57014')), /ping a dépassé le temps/],
    ['a lock timeout', say(500, postgrest('55P03')), /55P03/],
    ['a missing function', say(404, postgrest('PGRST202')), /n'a pas la fonction ping.*migrations\.sql/],
    ['a refused role', say(403, postgrest('42501')), /SUPABASE_SERVICE_KEY n'a pas le droit/],
    ['an expired token', say(401, postgrest('PGRST303')), /SUPABASE_SERVICE_KEY est refusée \(PGRST303\)/],
    ['a forged token', say(401, postgrest('PGRST301')), /SUPABASE_SERVICE_KEY est refusée \(PGRST301\)/],
    [
      'an unknown key',
      say(401, { message: 'Invalid API key', hint: 'Double check' }),
      /SUPABASE_SERVICE_KEY est refusée par .* \(401\)/,
    ],
    ['a schema that is not exposed', say(406, postgrest('PGRST106')), /SUPABASE_URL.*« public »/],
    ['a paused project', say(540, '{}'), /en pause/],
    ['a website', say(200, '<!doctype html><p>hi', 'text/html'), /SUPABASE_URL.*pas l'interface REST/],
    ['another website', say(404, '<!doctype html>', 'text/html'), /SUPABASE_URL.*pas l'interface REST/],
    ...[502, 503, 520, 521, 522, 523, 544].map((status): [string, Handler, RegExp] => [
      `a gateway's ${status}`,
      say(status, '<html>error code', 'text/html'),
      new RegExp(`ne répond pas \\(${status}\\)`),
    ]),
  ]
  for (const [what, handler, message] of unavailable) {
    it(`says what ${what} means, within 2 s`, async () => {
      await using given = await open(handler)
      const started = performance.now()
      const error = await failureOf(given.database.call('ping', {}))
      assert.ok(performance.now() - started < 2000)
      assert.ok(error instanceof AppError)
      assert.equal(error.code, 'database_unavailable')
      assert.match(error.message, message)
    })
  }

  it('is a defect when the function itself fails, with its SQLSTATE', async () => {
    for (const [status, code] of [
      [400, 'CB404'],
      [400, 'P0001'],
      [409, '23505'],
      [400, 'PGRST102'],
    ] as const) {
      await using given = await open(say(status, postgrest(code, 'no such turn')))
      const error = await failureOf(given.database.call('finish_turn', {}))
      assert.ok(!(error instanceof AppError))
      assert.equal(error.code, code)
      assert.equal(given.requests.length, 1)
    }
  })
})

describe('a call that failed', () => {
  const failing =
    (count: number, handler: Handler): Handler =>
    (request, response, number) =>
      number <= count
        ? handler(request, response, number)
        : response.writeHead(200, { 'content-type': 'application/json' }).end('"ok"')

  it('is made again when it cannot have had an effect, whatever the verb', async () => {
    for (const [status, code] of [
      [503, 'PGRST000'],
      [500, '40P01'],
      [500, '40001'],
    ] as const) {
      await using given = await open(failing(2, say(status, postgrest(code))))
      assert.equal(await given.database.call('reindex_chunks', {}), 'ok')
      assert.equal(given.requests.length, 3)
    }
  })

  it('and may have had one is made again only for a verb that may be called twice', async () => {
    const cut: Handler = request => request.socket.destroy()
    for (const handler of [cut, say(502, '<html>', 'text/html')]) {
      await using repeatable = await open(failing(1, handler))
      assert.equal(await repeatable.database.call('begin_turn', {}), 'ok')
      await using once = await open(failing(1, handler))
      const error = await failureOf(once.database.call('reindex_chunks', {}))
      assert.equal(error.code, 'database_unavailable')
      assert.equal(once.requests.length, 1)
    }
  })

  it('is given up within 2 s where nobody listens, and the next at once', async () => {
    await using given = await open(say(200, 1))
    given.server.closeAllConnections()
    await new Promise(resolve => given.server.close(resolve))
    const started = performance.now()
    const error = await failureOf(given.database.call('begin_turn', {}))
    const first = performance.now() - started
    assert.match(error.message, /SUPABASE_URL : 127\.0\.0\.1:\d+ n'est pas joignable \(ECONNREFUSED\)/)
    assert.ok(first < 2000, `${first} ms`)
    await failureOf(given.database.call('begin_turn', {}))
    assert.ok(performance.now() - started - first < 100)
  })

  it('is given up within 2 s where nobody answers, however many wait; what is slow but alive is waited for', async () => {
    await using silent = await open(() => undefined, { connections: 2 })
    const started = performance.now()
    await Promise.all(Array.from({ length: 8 }, () => failureOf(silent.database.call('begin_turn', {}))))
    assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`)

    await using slow = await open((request, response) => {
      if (request.url?.endsWith('/ping'))
        response.writeHead(200, { 'content-type': 'application/json' }).end('1')
      else
        setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('"late"'), 2500)
    })
    assert.equal(await slow.database.call('search_knowledge', {}), 'late')
  })

  it('leaves a driver that is told of its server’s return and works again', async () => {
    let there = true
    const told: string[] = []
    const { promise: back, resolve: onBack } = Promise.withResolvers<void>()
    await using given = await open(
      (request, response, number) => {
        const handler = there ? say(200, '"ok"') : say(503, postgrest('PGRST000'))
        handler(request, response, number)
      },
      { onAway: () => told.push('away'), onBack },
    )
    assert.equal(await given.database.call('begin_turn', {}), 'ok')
    there = false
    await failureOf(given.database.call('begin_turn', {}))
    assert.deepEqual(told, ['away'])
    there = true
    await back
    assert.equal(await given.database.call('begin_turn', {}), 'ok')
  })

  it('names an address that does not exist', async () => {
    const target = parseSupabaseTarget({ url: 'https://nowhere.invalid', serviceKey })
    const database = createSupabaseDatabase(target)
    const { message } = await failureOf(database.call('ping', {}))
    await database.close()
    assert.match(
      message,
      /SUPABASE_URL : (l'adresse nowhere\.invalid n'existe pas|nowhere\.invalid n'est pas joignable)/,
    )
  })
})
