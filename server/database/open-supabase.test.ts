// What an operator is told while a start waits for Supabase, and what is not waited for. On servers that answer as each
// test says; open-supabase.postgres-test.ts has the rest.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { type OpenSupabaseOptions, openSupabase } from './open-supabase.ts'

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Opens what must not open: the problem, and everything that was told meanwhile with its milliseconds. */
async function fail(options: Partial<OpenSupabaseOptions> & { url: string }) {
  const started = performance.now()
  const waiting: { message: string; after: number }[] = []
  const away: Error[] = []
  const problem = await openSupabase({
    serviceKey: 'sb_secret_test',
    waitMilliseconds: 0,
    onWaiting: ({ message }) => waiting.push({ message, after: performance.now() - started }),
    onAway: error => away.push(error),
    ...options,
  }).then(
    database => database.close().then(() => assert.fail('it was opened')),
    (error: Error) => error,
  )
  assert.deepEqual(away, [], 'a start that waits is no database that went away')
  return { problem, waiting, after: performance.now() - started }
}

describe('a start on a Supabase that is not there', () => {
  it('tells of it within a second, once, and ends when time is out', async () => {
    const { problem, waiting, after } = await fail({ url: 'http://127.0.0.1:9', waitMilliseconds: 1200 })
    assert.match(problem.message, /SUPABASE_URL : 127\.0\.0\.1:9 n'est pas joignable/)
    assert.deepEqual(
      waiting.map(({ message }) => message),
      [problem.message],
    )
    assert.ok(waiting.every(told => told.after < 1000))
    assert.ok(after < 5000, `${after} ms`)
  })

  it('tells within a second that nothing comes back', async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<string>()
    const started = performance.now()
    let hangUp = () => {}
    await using silent = await serve(request => {
      hangUp = () => request.socket.destroy()
    })
    const failed = fail({ url: silent.url, onWaiting: ({ message }) => tell(message) })
    assert.match(await told, /SUPABASE_URL : 127\.0\.0\.1:\d+ n'a pas encore répondu/)
    const after = performance.now() - started
    hangUp()
    await failed
    assert.ok(after < 1500, `${after} ms`)
  })

  it('tells of another problem when it becomes another', async () => {
    let count = 0
    await using restored = await serve((_request, response) => {
      count += 1
      response.writeHead(count === 1 ? 540 : count === 2 ? 503 : 401).end('{}')
    })
    const { problem, waiting } = await fail({ url: restored.url, waitMilliseconds: 10_000 })
    assert.match(problem.message, /SUPABASE_SERVICE_KEY est refusée/)
    assert.equal(waiting.length, 2)
    assert.match(waiting[0]?.message ?? '', /en pause/)
    assert.match(waiting[1]?.message ?? '', /ne répond pas \(503\)/)
  })

  it('waits neither for a wrong key nor for a name that does not exist', async () => {
    await using refusing = await serve((_request, response) => response.writeHead(401).end('{}'))
    const refused = await fail({ url: refusing.url, waitMilliseconds: 10_000 })
    assert.match(refused.problem.message, /SUPABASE_SERVICE_KEY est refusée par/)
    // Too long for a name, which the resolver says without asking anybody.
    const name = `${'x'.repeat(64)}.invalid`
    const unknown = await fail({ url: `https://${name}`, waitMilliseconds: 10_000 })
    assert.match(unknown.problem.message, /l'adresse x+\.invalid n'existe pas/)
    for (const { waiting, after } of [refused, unknown]) {
      assert.deepEqual(waiting, [])
      assert.ok(after < 2000, `${after} ms`)
    }
  })
})
