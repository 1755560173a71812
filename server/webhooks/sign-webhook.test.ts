import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { readSecret, signWebhook, toSecret } from './sign-webhook.ts'

const now = () => Math.floor(Date.now() / 1000)
const keyOf = (secret: string) => {
  const key = readSecret(secret)
  assert.ok(key)
  return key
}

describe('a signature', () => {
  it('is the one that the specification’s own libraries expect, whatever is signed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        fc.uuid(),
        fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })),
        (bytes, id, data) => {
          const secret = toSecret(bytes)
          const body = JSON.stringify(data)
          const headers = signWebhook({ id, timestamp: now(), body }, [keyOf(secret)])
          assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('fits either secret while it changes, and no third one', () => {
    const [old, next, other] = [0, 1, 2].map(() => toSecret(randomBytes(32)))
    assert.ok(old && next && other)
    const headers = signWebhook({ id: 'evt_1', timestamp: now(), body: '{}' }, [keyOf(next), keyOf(old)])
    for (const secret of [old, next]) new Webhook(secret).verify('{}', headers)
    assert.throws(() => new Webhook(other).verify('{}', headers), WebhookVerificationError)
  })

  it('does not fit another text, another id or another time', () => {
    const secret = toSecret(randomBytes(24))
    const headers = signWebhook({ id: 'evt_1', timestamp: now(), body: '{"a":1}' }, [keyOf(secret)])
    const verify = (body: string, changed = {}) =>
      new Webhook(secret).verify(body, { ...headers, ...changed })
    verify('{"a":1}')
    assert.throws(() => verify('{"a": 1}'), WebhookVerificationError)
    assert.throws(() => verify('{"a":1}', { 'webhook-id': 'evt_2' }), WebhookVerificationError)
    assert.throws(
      () => verify('{"a":1}', { 'webhook-timestamp': String(now() - 1) }),
      WebhookVerificationError,
    )
    const old = signWebhook({ id: 'evt_1', timestamp: now() - 301, body: '{}' }, [keyOf(secret)])
    assert.throws(() => new Webhook(secret).verify('{}', old), WebhookVerificationError)
  })

  it('is never left out', () => {
    assert.throws(() => signWebhook({ id: 'evt_1', timestamp: 1, body: '{}' }, []))
  })
})

describe('a secret', () => {
  it('has 24 to 64 bytes, in base64, behind its prefix', () => {
    const lengths = [23, 24, 64, 65]
    assert.deepEqual(
      lengths.map(length => readSecret(toSecret(randomBytes(length)))?.length ?? null),
      [null, 24, 64, null],
    )
    const good = toSecret(randomBytes(24))
    for (const bad of [good.slice(6), `${good}*`, good.replace('whsec_', 'WHSEC_'), 'whsec_', ''])
      assert.equal(readSecret(bad), null, bad)
  })
})
