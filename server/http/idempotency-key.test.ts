import assert from 'node:assert/strict'
import { it } from 'node:test'
import { identifierPattern } from '../../contract/identifier.ts'
import { toMessageId } from './idempotency-key.ts'

it('takes a key that is an identifier as it is, bare or quoted', () => {
  assert.equal(toMessageId('order-7'), 'order-7')
  assert.equal(toMessageId('"order-7"'), 'order-7')
  assert.equal(toMessageId('8E03978E-40D5-43DD-BC93-6894A57F9324'), '8e03978e-40d5-43dd-bc93-6894a57f9324')
})

it('gives any other key a message id of its own, always the same', () => {
  const id = toMessageId('clé de Zoé / 7')
  assert.match(String(id), identifierPattern)
  assert.equal(toMessageId('clé de Zoé / 7'), id)
  assert.notEqual(toMessageId('clé de Zoé / 8'), id)
})

it('refuses more than 255 characters, and counts an absent or empty key as none', () => {
  assert.match(String(toMessageId('k'.repeat(255))), identifierPattern)
  assert.throws(() => toMessageId('k'.repeat(256)), {
    code: 'invalid',
    field: 'Idempotency-Key',
    reason: 'too_long',
  })
  assert.equal(toMessageId(undefined), undefined)
  assert.equal(toMessageId(''), undefined)
})
