import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { createEchoTurns } from '../testing/echo-turns.ts'
import { openTestDatabase } from '../testing/open-test-database.ts'
import { sendRaw } from '../testing/raw-request.ts'
import { startTestApp } from '../testing/start-test-app.ts'

const paths = [
  '/api/chat',
  '/webhook/chat',
  '/api/rate-limit/conv-1',
  '/api/conversations/conv-1/messages?user_id=alice',
  '/api/messages/m-1/feedback',
  '/health',
  '/ready',
  '/',
  '/docs/static/x',
  '/demo/x',
]
const seeds = [
  { user_id: 'alice', conversation_id: 'conv-1', message: 'Bonjour 😀', message_id: 'm-1' },
  { userId: 'alice', conversationId: 'conv-1', message: 'Bonjour' },
  { user_id: 'alice', rating: 'up', comment: 'Merci' },
].map(seed => JSON.stringify(seed))

const odd = fc.constantFrom(
  '\0',
  '\\u0000',
  '\\ud800',
  '"',
  '{',
  '[[',
  '%',
  '%00',
  '../',
  '\r\n',
  '\t',
  ';',
  '__proto__',
  '1e999',
  '\u{e0041}',
  'null',
)
const header = fc.constantFrom(
  'Content-Type: application/json',
  'Content-Type: application/json; charset=utf-8',
  'Content-Type: text/plain',
  'Accept: text/event-stream',
  'Accept: */*;q=x',
  'Accept-Language: en;q=2,,;',
  'Content-Encoding: gzip',
  'Transfer-Encoding: chunked',
  'Expect: 100-continue',
  'Idempotency-Key: "\u00e9"',
  'X-Forwarded-For: ::ffff:1.2.3.4, evil',
  'X-Request-Id: <x>',
  'Origin: null',
  'Upgrade: websocket',
  'Accept-Version: 9',
)

/** Text with odd pieces put in, cut out or doubled. */
const mutated = (base: string) =>
  fc
    .array(fc.tuple(fc.nat(base.length), fc.nat(4), fc.oneof(odd, fc.string({ maxLength: 6 }))), {
      maxLength: 3,
    })
    .map(edits =>
      edits.reduce((text, [at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut), base),
    )

const request = fc
  .record({
    method: fc.constantFrom(
      'POST',
      'POST',
      'POST',
      'GET',
      'PUT',
      'DELETE',
      'HEAD',
      'OPTIONS',
      'PATCH',
      'TRACE',
      'QUERY',
    ),
    target: fc.constantFrom(...paths).chain(mutated),
    headers: fc.uniqueArray(header, { maxLength: 5 }),
    body: fc.constantFrom(...seeds).chain(mutated),
    json: fc.boolean(),
  })
  .map(({ method, target, headers, body, json }) => {
    const all = json
      ? ['Content-Type: application/json', ...headers.filter(line => !line.startsWith('Content-Type'))]
      : headers
    const lines = [
      'Host: localhost',
      'Connection: close',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...all,
    ]
    return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
  })

/** FUZZ_RUNS=100000 takes a minute; each run has other requests. */
const runs = Number(process.env.FUZZ_RUNS ?? 5_000)
const timeout = 120_000 + 20 * runs

it('no mutated request makes a 5xx, hangs, or stops the next plain turn', { timeout }, async () => {
  const database = await openTestDatabase()
  {
    await using app = await startTestApp({
      database,
      turns: createEchoTurns(database, { messages: 10_000, windowSeconds: 60 }),
    })
    await fc.assert(
      fc.asyncProperty(request, async text => {
        const { status, body } = await sendRaw(app.port, text)
        assert.ok((status >= 200 && status < 500) || Number.isNaN(status), `${status} ${body}`)
        assert.doesNotMatch(body, /node_modules|FST_ERR|\bat file:|select \*/)
      }),
      { numRuns: runs },
    )
    assert.ok(!app.log.some(line => line.level === 'ERROR'))
    const plain = await app.post('/api/chat', {
      user_id: 'zoe',
      conversation_id: 'after',
      message: 'Bonjour',
    })
    assert.equal(plain.status, 200)
  }
  await database.close()
})
