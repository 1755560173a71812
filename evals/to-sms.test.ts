import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toSms } from './to-sms.ts'

test('text messages shorten the usual French words and write the others by their sound', () => {
  assert.equal(toSms('Qu’est-ce que la TVA ?', 'fr'), 'keske la tva')
  assert.equal(toSms('Comment relancer quelqu’un pour un panier ?', 'fr'), "cmt relancé kelk'un pr 1 panié")
  assert.equal(toSms('C’est quoi, des photos nouvelles ?', 'fr'), 'c koi dé foto nouvel')
})

test('text messages in English', () => {
  assert.equal(toSms('What are you waiting for?', 'en'), 'wat r u waitin 4')
})
