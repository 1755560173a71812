import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRetryable, parseRetryAfter, toFailure } from './failure.js'
import { failureText, textsFor } from './texts.js'

const now = Date.parse('2026-01-01T10:00:00Z')
const reply = (status: number, retryAfter: string | null = null, body: unknown = null) =>
  toFailure({ status, retryAfter, body, now })

describe('failures', () => {
  it('reads Retry-After as seconds or as a date, at least one second, at most an hour', () => {
    assert.equal(parseRetryAfter('42', now), 42)
    assert.equal(parseRetryAfter('Thu, 01 Jan 2026 10:00:30 GMT', now), 30)
    assert.equal(parseRetryAfter('0', now), 1)
    assert.equal(parseRetryAfter('999999', now), 3600)
    assert.equal(parseRetryAfter('soon', now), undefined)
    assert.equal(parseRetryAfter(null, now), undefined)
  })

  it('waits ten seconds when a limit says no time', () => {
    assert.deepEqual(reply(429), { kind: 'rate_limited', retryAfter: 10 })
  })

  it('shows the server’s sentence only about the message itself', () => {
    assert.deepEqual(reply(422, null, { detail: 'Trop long.' }), { kind: 'refused', detail: 'Trop long.' })
    assert.deepEqual(reply(500, null, { detail: 'x' }), { kind: 'unavailable' })
    assert.deepEqual(reply(503, '5', 'not json'), { kind: 'unavailable', retryAfter: 5 })
  })

  it('offers to send again what may work the second time', () => {
    assert.ok(
      [reply(429), reply(503), { kind: 'cut' as const }, { kind: 'offline' as const }].every(isRetryable),
    )
    assert.ok(![reply(403), reply(422)].some(isRetryable))
  })

  it('has a text for each in French and in English', () => {
    const french = textsFor('fr')
    const english = textsFor('en-GB')
    assert.deepEqual(Object.keys(french.failures), Object.keys(english.failures))
    assert.match(failureText(french, reply(429, '1')), /dans 1 seconde\.$/)
    assert.match(failureText(english, reply(429, '42')), /in 42 seconds\.$/)
  })
})
