import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRetryable, readWait, toFailure, toFailureCode } from './failure.ts'

const now = Date.parse('2026-01-01T10:00:00Z')
const reply = (status: number, headers: Record<string, string> = {}, body: object | null = null) =>
  toFailure({ status, headers: new Headers(headers) }, body, now)
const wait = (headers: Record<string, string>) => readWait(new Headers(headers), now)

describe('failures', () => {
  it('read Retry-After as seconds or as a date, at least one second, at most an hour', () => {
    assert.equal(wait({ 'retry-after': '42' }), 42_000)
    assert.equal(wait({ 'retry-after': 'Thu, 01 Jan 2026 10:00:30 GMT' }), 30_000)
    assert.equal(wait({ 'retry-after': '0' }), 1000)
    assert.equal(wait({ 'retry-after': '999999' }), 3_600_000)
    assert.equal(wait({ 'retry-after': 'soon' }), 0)
    assert.equal(wait({}), 0)
  })

  it('read the time of RateLimit where there is no Retry-After', () => {
    assert.equal(wait({ ratelimit: '"turns";r=0;t=17' }), 17_000)
    assert.equal(wait({ ratelimit: '"turns";r=0;t=17', 'retry-after': '5' }), 5000)
  })

  it('say when a limit is over, ten seconds from now when it says no time', () => {
    assert.deepEqual(reply(429, { 'retry-after': '7' }), { code: 'rate_limited', retry_at: now + 7000 })
    assert.deepEqual(reply(429), { code: 'rate_limited', retry_at: now + 10_000 })
  })

  it('tell a limit of messages from one of open answers', () => {
    assert.equal(reply(429, {}, { code: 'too_many_streams' }).code, 'busy')
    assert.equal(reply(429, {}, { code: 'rate_limited' }).code, 'rate_limited')
  })

  it('show the server’s sentence only where it knows more', () => {
    assert.deepEqual(reply(422, {}, { code: 'invalid', detail: 'Trop long.' }), {
      code: 'refused',
      detail: 'Trop long.',
    })
    assert.deepEqual(reply(500, {}, { code: 'internal', detail: 'x' }), { code: 'failed' })
    assert.deepEqual(reply(422, {}, { detail: { a: 1 } }), { code: 'refused' })
    assert.deepEqual(reply(503, { 'retry-after': '5' }, { code: 'shutting_down', detail: 'x' }), {
      code: 'unavailable',
      retry_at: now + 5000,
    })
  })

  it('take what proxies answer for what it means', () => {
    for (const status of [502, 503, 504, 408, 520])
      assert.equal(reply(status).code, 'unavailable', `${status}`)
    assert.equal(reply(413).code, 'too_long')
    assert.equal(reply(403).code, 'forbidden')
    for (const status of [400, 401, 404, 405, 415]) assert.equal(reply(status).code, 'refused', `${status}`)
  })

  it('understand the codes of the stream’s error', () => {
    assert.equal(toFailureCode('database_unavailable'), 'unavailable')
    assert.equal(toFailureCode('internal'), 'failed')
    assert.equal(toFailureCode('a code of later'), 'failed')
    assert.equal(toFailureCode(undefined), 'failed')
  })

  it('may be tried again when the same message may get through', () => {
    for (const code of [
      'offline',
      'unreachable',
      'timeout',
      'cut',
      'rate_limited',
      'busy',
      'unavailable',
      'failed',
    ])
      assert.ok(isRetryable({ code } as Parameters<typeof isRetryable>[0]), code)
    for (const code of ['forbidden', 'too_long', 'empty', 'refused'])
      assert.ok(!isRetryable({ code } as Parameters<typeof isRetryable>[0]), code)
  })
})
